// SPDX-License-Identifier: GPL-3.0-or-later
// A version as octets, for the store: its blocks with checksums, so that a restart renders nothing.
// docs/block-format.md has the bytes.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "zone/zone_version.h"

namespace zonecast::zone {

/// Calls `receive` with consecutive chunks of at most `chunk_size_max` octets (a block is never
/// cut).
void encode_image(const ZoneVersion& version, std::size_t chunk_size_max,
                  const std::function<void(base::Bytes chunk)>& receive);

/// How much of an image is looked at.
enum class ImageCheck : std::uint8_t {
  /// The version of the format, checksums, counts, the order of blocks: enough for what this
  /// program
  /// wrote itself, since the checksum is over all of it.
  outline,
  /// Every record too: what is accepted can be served and revised, whoever wrote it.
  records,
};

/// Reads the chunks back in order. After an error every call fails. One thread.
class ImageDecoder {
 public:
  explicit ImageDecoder(ImageCheck check = ImageCheck::outline);
  ~ImageDecoder();
  ImageDecoder(ImageDecoder&&) noexcept;
  ImageDecoder& operator=(ImageDecoder&&) noexcept;
  base::Result<void> feed(base::ByteView chunk);
  base::Result<ZoneVersion> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zonecast::zone
