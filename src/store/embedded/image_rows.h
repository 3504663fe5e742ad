// SPDX-License-Identifier: GPL-3.0-or-later
// Zone images in their tables. A small image is one row, written with the commit. A large one is
// cut into chunks under a generation of its own, written beforehand; the commit then only names it.
#pragma once

#include <functional>

#include "store/embedded/sqlite.h"
#include "store/embedded/tuning.h"
#include "store/store.h"

namespace zonecast::store {

struct EncodedImage {
  StagedImage staged;        // for a large one
  base::Bytes inline_image;  // for a small one: not empty
  std::uint64_t octets() const { return staged.generation ? staged.octets : inline_image.size(); }
};

/// Writes one chunk durably enough to be referred to by a later commit.
using ChunkWriter = std::function<void(std::int64_t id, base::ByteView chunk)>;

/// Encodes; chunks of a large image go to `write`, under a generation that `draw_generation` gives.
/// Throws what `write` throws.
EncodedImage encode_to_rows(const zone::ZoneVersion& version, const Tuning& tuning,
                            const std::function<std::uint64_t()>& draw_generation,
                            const ChunkWriter& write);

/// Row ids of the chunks of a generation; the last is not among them.
struct ChunkIds {
  std::int64_t first = 0, last = 0;
};
ChunkIds chunk_ids(std::uint64_t generation);
std::uint64_t generation_of(std::int64_t chunk_id);

/// Makes it the zone's image. The chunks of the one before, if any, are the caller's to remove.
void put_image_row(Connection& connection, std::uint64_t zone, std::uint64_t version,
                   const EncodedImage& image);
/// The generation of the zone's image; 0 when it has no chunks.
std::uint64_t image_generation(Connection& connection, std::uint64_t zone);

/// A zone's image as its row tells it; `inline_image` borrows.
struct ImageRow {
  std::uint64_t version = 0;
  std::uint64_t generation = 0;
  std::uint64_t chunk_count = 0;
  base::ByteView inline_image;
};
base::Result<zone::ZoneVersion> read_image(Connection& connection, const ImageRow& row);

}  // namespace zonecast::store
