// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/answer_block.h"

#include <cstdlib>
#include <new>

#include "base/assert.h"
#include "zone/block_reader.h"
#include "zone/nsec3_hash.h"

namespace zonecast::zone {

BlockRef::BlockRef(const BlockRef& other) : block_(other.block_) {
  if (block_ != nullptr) block_->references_.fetch_add(1, std::memory_order_relaxed);
}

BlockRef::~BlockRef() {
  if (block_ != nullptr && block_->references_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    block_->~AnswerBlock();
    ::operator delete(static_cast<void*>(block_));
  }
}

namespace {

std::size_t behind_name(base::ByteView body, std::size_t at) {
  while (at < body.size() && body[at] != 0 && body[at] < 0xC0) at += std::size_t{1} + body[at];
  return at < body.size() && body[at] != 0 ? at + 2 : at + 1;
}

// The owner of an NSEC3 opens with the label of a hash, or is a pointer to one that RDATA spelled
// before; no other owner costs more than a look at its first octet. The records have not been
// checked when they come from an image.
bool has_nsec3(const AnswerBlock& block) {
  const base::ByteView body = block.body();
  const auto offsets = block.owner_offsets();
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    const std::uint8_t first = body[offsets[i]];
    if (first != nsec3_label_size && first < 0xC0) continue;
    const std::size_t end = i + 1 < offsets.size() ? offsets[i + 1] : body.size();
    for (std::size_t at = offsets[i]; at < end;) {
      const std::size_t fields = behind_name(body, at);
      if (fields + 10 > end) break;
      if (dns::RrType{base::load_u16(&body[fields])} == dns::RrType::nsec3) return true;
      at = fields + 10 + base::load_u16(&body[fields + 8]);
    }
  }
  return false;
}

}  // namespace

BlockRef AnswerBlock::make(base::ByteView body, std::size_t base_offset, std::uint16_t record_count,
                           std::span<const std::uint16_t> owner_offsets) {
  ZC_ASSERT(body.size() <= 0xFFFF && base_offset <= 0xFFFF && owner_offsets.size() <= 0xFFFF);
  void* memory = ::operator new(sizeof(AnswerBlock) + owner_offsets.size_bytes() + body.size());
  auto* block = new (memory) AnswerBlock;
  block->body_size_ = static_cast<std::uint32_t>(body.size());
  block->base_offset_ = static_cast<std::uint16_t>(base_offset);
  block->record_count_ = record_count;
  block->owner_count_ = static_cast<std::uint16_t>(owner_offsets.size());
  static_assert(sizeof(AnswerBlock) % alignof(std::uint16_t) == 0);
  auto* out = block->after_header();
  if (!owner_offsets.empty()) std::memcpy(out, owner_offsets.data(), owner_offsets.size_bytes());
  if (!body.empty()) std::memcpy(out + owner_offsets.size_bytes(), body.data(), body.size());
  block->holds_nsec3_ = has_nsec3(*block);
  return BlockRef(block);
}

dns::NameView AnswerBlock::owner_at(std::uint16_t body_offset, NameBuffer& buffer) const {
  std::size_t at = body_offset;
  const auto name = expand_name(body(), base_offset_, at, buffer);
  ZC_ASSERT(!name.empty());
  return dns::NameView::trusted(name);
}

dns::Name AnswerBlock::owner_at(std::uint16_t body_offset) const {
  NameBuffer buffer;
  return dns::Name(owner_at(body_offset, buffer));
}

void AnswerBlock::for_each(const std::function<bool(const dns::RecordView&)>& receive,
                           std::size_t from) const {
  BlockReader reader(*this, from);
  while (reader.next()) {
    if (!receive(reader.record())) return;
  }
  ZC_ASSERT(!reader.malformed());
}

}  // namespace zonecast::zone
