// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/block_renderer.h"

#include "base/assert.h"
#include "dns/message.h"
#include "dns/rdata.h"
#include "zone/block_reader.h"

namespace zonecast::zone {
namespace {

constexpr std::size_t pointer_reach = 0x4000;

#ifdef ZC_VERIFY_BLOCKS
void verify(const AnswerBlock& block, const std::vector<dns::Record>& added) {
  BlockReader reader(block);
  std::size_t owner = 0;
  for (const auto& record : added) {
    ZC_ASSERT(reader.next());
    ZC_ASSERT(dns::identical(reader.record(), record.view()));
    if (owner < block.owner_offsets().size() && block.owner_offsets()[owner] == reader.offset())
      ++owner;
  }
  ZC_ASSERT(!reader.next() && !reader.malformed());
  ZC_ASSERT(owner == block.owner_offsets().size() && added.size() == block.record_count());
}
#endif

}  // namespace

BlockRenderer::BlockRenderer(std::size_t base_offset) : base_offset_(base_offset) {
  body_.resize(std::size_t{4} * 1024);
}

void BlockRenderer::reset(std::size_t base_offset) {
  base_offset_ = base_offset;
  size_ = 0;
  record_count_ = 0;
  names_.clear();
  owner_offsets_.clear();
  owner_size_ = 0;
#ifdef ZC_VERIFY_BLOCKS
  added_.clear();
#endif
}

void BlockRenderer::put(base::ByteView octets) {
  if (octets.empty()) return;
  std::memcpy(&body_[size_], octets.data(), octets.size());
  size_ += octets.size();
}

void BlockRenderer::put_u16(std::size_t value) {
  base::store_u16(&body_[size_], static_cast<std::uint16_t>(value));
  size_ += 2;
}

void BlockRenderer::put_name(dns::NameView name) {
  const LabelStarts labels(name);
  const auto match = names_.find(name, labels, body_.data(), base_offset_);
  const std::size_t offset = base_offset_ + size_;
  if (match.offset == 0) {
    put(name.wire());
  } else {
    const std::size_t spelled = match.labels_before == labels.count
                                    ? name.size() - 1
                                    : std::size_t{labels.at[match.labels_before]};
    put(name.wire().first(spelled));
    put_u16(0xC000U | match.offset);
  }
  names_.remember(name, labels, match, offset);
}

void BlockRenderer::put_owner(dns::NameView owner) {
  const bool same = owner.size() == owner_size_ &&
                    std::memcmp(owner.wire().data(), owner_.data(), owner_size_) == 0;
  if (same && owner_pointer_ != 0) {
    put_u16(0xC000U | owner_pointer_);
    return;
  }
  if (!same) {
    owner_offsets_.push_back(static_cast<std::uint16_t>(size_));
    owner_size_ = owner.size();
    std::memcpy(owner_.data(), owner.wire().data(), owner_size_);
  }
  const std::size_t at = size_;
  put_name(owner);
  owner_pointer_ = pointer_to(at);
}

std::size_t BlockRenderer::pointer_to(std::size_t name_at) const {
  if (body_[name_at] == 0) return 0;  // the root: one octet is shorter than a pointer
  if (body_[name_at] >= 0xC0) return base::load_u16(&body_[name_at]) & 0x3FFFU;
  return base_offset_ + name_at < pointer_reach ? base_offset_ + name_at : 0;
}

void BlockRenderer::put_rdata(const dns::RecordView& record) {
  const auto layout = dns::compressible_rdata(record.type);
  const std::size_t length_at = size_;
  size_ += 2;
  base::ByteView rest = record.rdata;
  if (layout.names != 0) {
    put(rest.first(layout.fixed));
    rest = rest.subspan(layout.fixed);
    for (int i = 0; i < layout.names; ++i) {
      const auto name = dns::NameView::parse_prefix(rest);
      ZC_ASSERT(name.has_value());
      put_name(*name);
      rest = rest.subspan(name->size());
    }
  }
  put(rest);
  base::store_u16(&body_[length_at], static_cast<std::uint16_t>(size_ - length_at - 2));
}

void BlockRenderer::add(const dns::RecordView& record) {
  // Compression never makes a record longer than its uncompressed form.
  const std::size_t needed = size_ + record.owner.size() + 10 + record.rdata.size();
  if (needed > body_.size()) body_.resize(needed + needed / 2);
#ifdef ZC_VERIFY_BLOCKS
  added_.emplace_back(record);
#endif
  put_owner(record.owner);
  put_u16(static_cast<std::uint16_t>(record.type));
  put_u16(static_cast<std::uint16_t>(dns::RrClass::in));
  base::store_u32(&body_[size_], record.ttl);
  size_ += 4;
  put_rdata(record);
  ++record_count_;
}

BlockRenderer::Mark BlockRenderer::mark() const {
  return {size_, names_.mark(), owner_offsets_.size(), record_count_};
}

void BlockRenderer::rewind(const Mark& mark) {
  size_ = mark.size;
  record_count_ = mark.record_count;
  names_.forget_since(mark.names);
  owner_offsets_.resize(mark.owners);
  owner_size_ = 0;
  if (!owner_offsets_.empty()) {
    std::size_t at = owner_offsets_.back();
    owner_pointer_ = pointer_to(at);
    owner_size_ = expand_name({body_.data(), size_}, base_offset_, at, owner_).size();
  }
#ifdef ZC_VERIFY_BLOCKS
  added_.erase(added_.begin() + mark.record_count, added_.end());
#endif
}

BlockRef BlockRenderer::finish() const {
  auto block =
      AnswerBlock::make({body_.data(), size_}, base_offset_, record_count_, owner_offsets_);
#ifdef ZC_VERIFY_BLOCKS
  verify(*block, added_);
#endif
  return block;
}

}  // namespace zonecast::zone
