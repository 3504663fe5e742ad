// SPDX-License-Identifier: GPL-3.0-or-later
// A version as octets, for the store: its blocks with checksums, so that a restart renders nothing.
#pragma once

#include "base/result.h"
#include "zone/zone_version.h"

namespace zonecast::zone {

/// Calls `receive` with consecutive chunks of at most `chunk_size_max` octets (a block is never
/// cut).
void encode_image(const ZoneVersion& version, std::size_t chunk_size_max,
                  const std::function<void(base::Bytes chunk)>& receive);

/// Reads the chunks back in order. Checks versions of the format, checksums, counts and order of
/// owners.
class ImageDecoder {
 public:
  ImageDecoder();
  ~ImageDecoder();
  base::Result<void> feed(base::ByteView chunk);
  base::Result<ZoneVersion> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zonecast::zone
