// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/image_rows.h"

#include <fmt/core.h>

#include <exception>

#include "zone/image.h"

namespace zonecast::store {

namespace {

/// A generation has room for 2^24 chunks: 4 TiB.
constexpr int chunk_bits = 24;

}  // namespace

ChunkIds chunk_ids(std::uint64_t generation) {
  return {static_cast<std::int64_t>(generation << chunk_bits),
          static_cast<std::int64_t>((generation + 1) << chunk_bits)};
}

std::uint64_t generation_of(std::int64_t chunk_id) {
  return static_cast<std::uint64_t>(chunk_id) >> chunk_bits;
}

EncodedImage encode_to_rows(const zone::ZoneVersion& version, const Tuning& tuning,
                            const std::function<std::uint64_t()>& draw_generation,
                            const ChunkWriter& write) {
  EncodedImage image;
  // Nothing may be thrown through the encoder, so a failure waits here.
  std::exception_ptr failed;
  auto& staged = image.staged;
  const auto put = [&](const base::Bytes& chunk) {
    if (staged.generation == 0) staged.generation = draw_generation();
    write(chunk_ids(staged.generation).first + static_cast<std::int64_t>(staged.chunk_count),
          chunk);
    ++staged.chunk_count;
    staged.octets += chunk.size();
  };
  zone::encode_image(version, tuning.image_chunk_octets, [&](base::Bytes chunk) {
    if (failed) return;
    try {
      // The first chunk is kept back: if it stays alone and small, it is the whole image.
      if (staged.generation == 0 && image.inline_image.empty()) {
        image.inline_image = std::move(chunk);
        if (image.inline_image.size() <= tuning.inline_image_octets_max) return;
        put(image.inline_image);
      } else {
        if (staged.generation == 0) put(image.inline_image);
        put(chunk);
      }
    } catch (...) {
      failed = std::current_exception();
    }
  });
  if (failed) std::rethrow_exception(failed);
  if (staged.generation != 0) image.inline_image = {};
  return image;
}

void put_image_row(Connection& connection, std::uint64_t zone, std::uint64_t version,
                   const EncodedImage& image) {
  std::optional<base::ByteView> inline_image;
  if (image.staged.generation == 0) inline_image = image.inline_image;
  connection
      .query(
          "INSERT INTO zone_image (zone, version, octets, generation, chunk_count, image) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (zone) DO UPDATE SET version = "
          "excluded.version, "
          "octets = excluded.octets, generation = excluded.generation, "
          "chunk_count = excluded.chunk_count, image = excluded.image")
      .bind(zone, version, image.octets(), image.staged.generation, image.staged.chunk_count,
            inline_image)
      .execute();
}

std::uint64_t image_generation(Connection& connection, std::uint64_t zone) {
  auto row = connection.query("SELECT generation FROM zone_image WHERE zone = ?1");
  return row.bind(zone).next() ? row.number(0) : 0;
}

base::Result<zone::ZoneVersion> read_image(Connection& connection, const ImageRow& row) {
  zone::ImageDecoder decoder;
  if (row.generation == 0) {
    if (auto fed = decoder.feed(row.inline_image); !fed) return std::unexpected(fed.error());
    return decoder.finish();
  }
  const auto ids = chunk_ids(row.generation);
  auto chunk =
      connection.query("SELECT octets FROM image_chunk WHERE id >= ?1 AND id < ?2 ORDER BY id");
  chunk.bind(ids.first, ids.last);
  std::uint64_t count = 0;
  while (chunk.next()) {
    if (auto fed = decoder.feed(chunk.octets(0)); !fed) return std::unexpected(fed.error());
    ++count;
  }
  if (count != row.chunk_count) {
    return base::failure(fmt::format("{} chunks where {} should be", count, row.chunk_count));
  }
  return decoder.finish();
}

}  // namespace zonecast::store
