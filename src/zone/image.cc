// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/image.h"

#include <optional>

#include "base/assert.h"
#include "zone/block_checker.h"
#include "zone/block_reader.h"
#include "zone/checksum.h"
#include "zone/uncompressed_record.h"
#include "zone/zone_parts.h"

namespace zonecast::zone {
namespace {

constexpr std::uint32_t magic = 0x5A43'4901;  // "ZCI", version 1 of the format
constexpr std::size_t chunk_header_size = 4 + 4 + 8;
constexpr std::size_t block_header_size = 4 + 2 + 2 + 2;

std::size_t encoded_size(const AnswerBlock& block) {
  return block_header_size + block.owner_offsets().size_bytes() + block.body().size();
}

class ChunkWriter {
 public:
  explicit ChunkWriter(const std::function<void(base::Bytes)>& receive) : receive_(receive) {
    start();
  }

  std::size_t size() const { return chunk_.size(); }
  base::Bytes& chunk() { return chunk_; }
  void finish() {
    base::store_u64(&chunk_[8], checksum(base::ByteView(chunk_).subspan(chunk_header_size)));
    receive_(std::move(chunk_));
    ++number_;
    start();
  }

 private:
  void start() {
    chunk_.clear();
    base::append_u32(chunk_, magic);
    base::append_u32(chunk_, number_);
    base::append_u64(chunk_, 0);
  }

  const std::function<void(base::Bytes)>& receive_;
  base::Bytes chunk_;
  std::uint32_t number_ = 0;
};

void append_block(base::Bytes& out, const AnswerBlock& block) {
  base::append_u32(out, static_cast<std::uint32_t>(block.body().size()));
  base::append_u16(out, static_cast<std::uint16_t>(block.base_offset()));
  base::append_u16(out, block.record_count());
  base::append_u16(out, static_cast<std::uint16_t>(block.owner_offsets().size()));
  for (const auto offset : block.owner_offsets()) base::append_u16(out, offset);
  base::append(out, block.body());
}

}  // namespace

void encode_image(const ZoneVersion& version, std::size_t chunk_size_max,
                  const std::function<void(base::Bytes chunk)>& receive) {
  ChunkWriter writer(receive);
  auto reserve = [&](std::size_t i) {
    // One block is most zones; a chunk of many is as full as it may be.
    writer.chunk().reserve(version.block_count() == 1
                               ? writer.size() + encoded_size(*version.block(i))
                               : chunk_size_max);
  };
  base::append_u32(writer.chunk(), static_cast<std::uint32_t>(version.block_count()));
  base::append_u64(writer.chunk(), version.record_count());
  base::append_u64(writer.chunk(), version.body_octets());
  base::append_u16(writer.chunk(), static_cast<std::uint16_t>(version.closing_soa().size()));
  base::append(writer.chunk(), version.closing_soa());
  reserve(0);
  bool holds_block = false;
  for (std::size_t i = 0; i < version.block_count(); ++i) {
    const auto& block = *version.block(i);
    if (holds_block && writer.size() + encoded_size(block) > chunk_size_max) {
      writer.finish();
      reserve(i);
    }
    append_block(writer.chunk(), block);
    holds_block = true;
  }
  writer.finish();
}

struct ImageDecoder::State {
  explicit State(ImageCheck how) : check(how) {}
  base::Result<void> feed(base::ByteView chunk);
  base::Result<void> start(base::ByteReader& reader);
  base::Result<void> take_block(base::ByteReader& reader);

  const ImageCheck check;
  std::uint32_t next_chunk = 0;
  std::uint32_t block_count = 0;
  std::uint32_t blocks_read = 0;
  std::uint64_t records_read = 0;
  std::uint64_t octets_read = 0;
  bool failed = false;
  std::unique_ptr<ZoneVersion::Parts> parts = std::make_unique<ZoneVersion::Parts>();
  std::optional<BlockIndex::Builder> index;
  std::optional<BlockChecker> checker;
  std::vector<std::uint16_t> owner_offsets;
};

ImageDecoder::ImageDecoder(ImageCheck check) : state_(std::make_unique<State>(check)) {}
ImageDecoder::~ImageDecoder() = default;
ImageDecoder::ImageDecoder(ImageDecoder&&) noexcept = default;
ImageDecoder& ImageDecoder::operator=(ImageDecoder&&) noexcept = default;

base::Result<void> ImageDecoder::State::start(base::ByteReader& reader) {
  block_count = reader.u32();
  parts->record_count = reader.u64();
  parts->body_octets = reader.u64();
  const auto octets = reader.bytes(reader.u16());
  dns::RecordView soa;
  std::size_t size = 0;
  if (!reader.ok() || block_count == 0 || !read_uncompressed(octets, size, soa) ||
      size != octets.size() || soa.type != dns::RrType::soa || !dns::parse_soa(soa.rdata)) {
    return base::failure("zone image: bad header");
  }
  set_soa(*parts, soa);
  index.emplace(parts->apex());
  checker.emplace(parts->apex());
  return {};
}

base::Result<void> ImageDecoder::State::take_block(base::ByteReader& reader) {
  const std::size_t size = reader.u32();
  const std::size_t base_offset = reader.u16();
  const auto record_count = reader.u16();
  const std::size_t owner_count = reader.u16();
  const auto offsets = reader.bytes(owner_count * 2);
  const auto body = reader.bytes(size);
  const bool is_first = blocks_read == 0;
  if (!reader.ok() || size > dns::message_size_max || blocks_read == block_count ||
      base_offset != (is_first ? first_base_offset(parts->apex()) : dns::header_size)) {
    return base::failure("zone image: bad block");
  }
  owner_offsets.clear();
  for (std::size_t i = 0; i < owner_count; ++i)
    owner_offsets.push_back(base::load_u16(&offsets[2 * i]));
  const BlockOutline outline{body, base_offset, record_count, owner_offsets};
  if (!(check == ImageCheck::outline ? checker->check_outline(outline)
                                     : checker->check_records(outline))) {
    return base::failure("zone image: bad records in block " + std::to_string(blocks_read));
  }
  auto block = AnswerBlock::make(body, base_offset, record_count, owner_offsets);
  ++blocks_read;
  records_read += record_count;
  octets_read += size;
  if (is_first) {
    parts->first = std::move(block);
  } else {
    index->append(std::move(block));
  }
  return {};
}

base::Result<void> ImageDecoder::State::feed(base::ByteView chunk) {
  base::ByteReader reader(chunk);
  if (reader.u32() != magic) return base::failure("zone image: unknown version of the format");
  if (reader.u32() != next_chunk) return base::failure("zone image: chunks out of order");
  const auto expected = reader.u64();
  if (!reader.ok() || checksum(reader.rest()) != expected) {
    return base::failure("zone image: wrong checksum in chunk " + std::to_string(next_chunk));
  }
  if (next_chunk++ == 0) {
    if (auto started = start(reader); !started) return started;
  }
  while (reader.remaining() > 0) {
    if (auto taken = take_block(reader); !taken) return taken;
  }
  return {};
}

base::Result<void> ImageDecoder::feed(base::ByteView chunk) {
  if (state_->failed) return base::failure("zone image: damaged");
  auto fed = state_->feed(chunk);
  state_->failed = !fed;
  return fed;
}

base::Result<ZoneVersion> ImageDecoder::finish() {
  auto& state = *state_;
  if (state.failed) return base::failure("zone image: damaged");
  state.failed = true;  // nothing follows
  auto& parts = *state.parts;
  if (state.next_chunk == 0 || state.blocks_read != state.block_count ||
      state.records_read != parts.record_count || state.octets_read != parts.body_octets) {
    return base::failure("zone image: incomplete");
  }
  BlockReader opening(*parts.first);
  if (!opening.next()) return base::failure("zone image: bad first record");
  auto index = state.index->finish();
  if (index.size() > 0) {
    if (parts.first->owner_offsets().size() > 1) return base::failure("zone image: apex not alone");
    parts.index = std::make_unique<const BlockIndex>(std::move(index));
  }
  ZoneVersion version(std::move(state.parts));
  if (!dns::identical(opening.record(), version.soa())) {
    return base::failure("zone image: it opens and closes with different SOAs");
  }
  return version;
}

}  // namespace zonecast::zone
