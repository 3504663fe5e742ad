// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/owner_cursor.h"

#include <algorithm>

#include "base/assert.h"
#include "zone/block_reader.h"
#include "zone/zone_parts.h"

namespace zonecast::zone {
namespace {

std::uint8_t lower(std::uint8_t octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<std::uint8_t>(octet + ('a' - 'A')) : octet;
}

// Orders owners of one block beside a name. Most owners are a label and a pointer, to the apex or
// to a parent that many share: what the pointer stands for is looked at once, and after that the
// label decides, where it stands in the block.
class OwnerOrder {
 public:
  OwnerOrder(const AnswerBlock& block, dns::NameView name)
      : block_(block), body_(block.body()), name_(name) {}

  /// Whether the owner at a body offset precedes the name.
  bool precedes(std::uint16_t offset) {
    const std::size_t length = body_[offset];
    const std::size_t behind = std::size_t{offset} + 1 + length;
    if (length > 0 && length <= dns::label_size_max && behind + 2 <= body_.size() &&
        body_[behind] >= 0xC0) {
      const auto pointer = base::load_u16(&body_[behind]);
      if (pointer != pointer_) look_at(pointer, behind);
      if (suffix_ == Suffix::of_name) return label_precedes(body_.subspan(offset, 1 + length));
      if (suffix_ == Suffix::name) return false;  // the owner is below the name
    }
    return dns::compare(block_.owner_at(offset, buffer_), name_) < 0;
  }

 private:
  enum class Suffix {
    other,    // than what the name ends in
    of_name,  // the name is below it
    name      // itself
  };

  void look_at(std::uint16_t pointer, std::size_t at) {
    pointer_ = pointer;
    suffix_ = Suffix::other;
    const auto octets = expand_name(body_, block_.base_offset(), at, buffer_);
    ZC_ASSERT(!octets.empty());
    const auto suffix = dns::NameView::trusted(octets);
    if (!name_.is_within(suffix)) return;
    suffix_ = name_.size() == suffix.size() ? Suffix::name : Suffix::of_name;
    if (suffix_ == Suffix::name) return;
    dns::NameView above = name_;  // ends with the one label in front of the suffix
    while (above.size() - above.wire()[0] - 1U > suffix.size()) above = above.parent();
    label_ = above.wire().first(above.wire()[0] + 1U);
    is_whole_ = above.size() == name_.size();
  }

  // RFC 4034 section 6.1: octets without letter case, and what ends sooner comes first. An owner
  // whose label is that of the name is the name itself or stands above it.
  bool label_precedes(base::ByteView label) const {
    const auto size = std::min(label.size(), label_.size());
    for (std::size_t i = 1; i < size; ++i) {
      const auto ours = lower(label[i]);
      const auto other = lower(label_[i]);
      if (ours != other) return ours < other;
    }
    return label.size() != label_.size() ? label.size() < label_.size() : !is_whole_;
  }

  const AnswerBlock& block_;
  const base::ByteView body_;
  const dns::NameView name_;
  NameBuffer buffer_;
  std::uint16_t pointer_ = 0;  // the one looked at last; none is 0
  Suffix suffix_ = Suffix::other;
  base::ByteView label_;   // of the name, with its length, in front of what the pointer stands for
  bool is_whole_ = false;  // it is the name's first
};

// Number among the block's owners of the first that does not precede `name`. Owners lie apart, and
// a large zone's blocks are seldom in the processor's cache: so those that may be looked at two
// steps on are asked for while this one is compared.
std::size_t lower_bound_in(const AnswerBlock& block, dns::NameView name) {
  OwnerOrder order(block, name);
  const auto offsets = block.owner_offsets();
  const auto* const body = block.body().data();
  const auto prefetch_middle = [&](std::size_t from, std::size_t count) {
    if (count > 0) __builtin_prefetch(body + offsets[from + count / 2]);
  };
  const auto prefetch_halves = [&](std::size_t from, std::size_t count) {
    prefetch_middle(from, count / 2);
    if (count > 0) prefetch_middle(from + count / 2 + 1, count - count / 2 - 1);
  };
  std::size_t first = 0;
  std::size_t count = offsets.size();
  prefetch_middle(first, count);
  prefetch_halves(first, count);
  while (count > 0) {
    const auto half = count / 2;
    const auto behind = count - half - 1;
    prefetch_halves(first, half);
    prefetch_halves(first + half + 1, behind);
    if (order.precedes(offsets[first + half])) {
      first += half + 1;
      count = behind;
    } else {
      count = half;
    }
  }
  return first;
}

}  // namespace

OwnerCursor ZoneVersion::seek(dns::NameView name) const {
  ZC_ASSERT(name.is_within(parts_->apex()));
  OwnerCursor cursor(*this);
  // The block whose first owner does not precede the name may hold it; else it is in the block
  // before, if anywhere.
  if (name.size() != parts_->apex().size()) {
    std::size_t after = 1;  // in transfer order
    if (parts_->index) after += parts_->index->lower_bound(name, parts_->apex());
    const auto& before = *block(after - 1);
    cursor.block_ = after - 1;
    cursor.owner_index_ = lower_bound_in(before, name);
    if (cursor.owner_index_ == before.owner_offsets().size()) {
      cursor.block_ = after;
      cursor.owner_index_ = 0;
    }
  }
  cursor.load();
  return cursor;
}

bool OwnerCursor::at_end() const { return block_ >= version_->block_count(); }

void OwnerCursor::load() {
  if (at_end()) return;
  const auto& block = *version_->block(block_);
  const auto owner = block.owner_at(block.owner_offsets()[owner_index_], owner_);
  owner_size_ = static_cast<std::uint8_t>(owner.size());
}

void OwnerCursor::advance() {
  ZC_ASSERT(!at_end());
  if (++owner_index_ < version_->block(block_)->owner_offsets().size()) {
    load();
    return;
  }
  // The blocks behind may go on with the same owner.
  NameBuffer buffer;
  owner_index_ = 0;
  do {
    ++block_;
  } while (!at_end() && version_->block(block_)->owner_at(0, buffer) == owner());
  load();
}

bool OwnerCursor::retreat() {
  if (block_ == 0 && owner_index_ == 0) return false;
  if (owner_index_ > 0) {
    --owner_index_;
    load();
    return true;
  }
  // To the last owner of the block before, and to where that owner begins.
  NameBuffer buffer;
  --block_;
  owner_index_ = version_->block(block_)->owner_offsets().size() - 1;
  load();
  while (owner_index_ == 0 && block_ > 0) {
    const auto& before = *version_->block(block_ - 1);
    if (before.owner_at(before.owner_offsets().back(), buffer) != owner()) break;
    --block_;
    owner_index_ = before.owner_offsets().size() - 1;
  }
  return true;
}

bool OwnerCursor::has_nsec3() const {
  for (std::size_t part = 0;; ++part) {
    StoredRecords records = stored_records(part);
    if (records.empty()) return false;
    while (records.next()) {
      if (records.type() == dns::RrType::nsec3) return true;
    }
  }
}

bool OwnerCursor::retreat_to_nsec3() {
  OwnerCursor cursor = *this;
  for (;;) {
    if (cursor.owner_index_ == 0 || !version_->block(cursor.block_)->holds_nsec3()) {
      const auto block = version_->last_block_with_nsec3(cursor.block_);
      if (!block) return false;
      cursor.block_ = *block + 1;  // behind its last owner
      cursor.owner_index_ = 0;
    }
    if (!cursor.retreat()) return false;
    if (cursor.has_nsec3()) {
      *this = cursor;
      return true;
    }
  }
}

StoredRecords OwnerCursor::stored_records(std::size_t part) const {
  ZC_ASSERT(!at_end());
  if (part == 0) {
    const auto& block = *version_->block(block_);
    const auto offsets = block.owner_offsets();
    const std::size_t end =
        owner_index_ + 1 < offsets.size() ? offsets[owner_index_ + 1] : block.body().size();
    return {block, offsets[owner_index_], end};
  }
  // An owner goes on in the next block only when it is the last of its own.
  const std::size_t i = block_ + part;
  if (i >= version_->block_count()) return {};
  if (owner_index_ + 1 < version_->block(block_)->owner_offsets().size()) return {};
  const auto& block = *version_->block(i);
  NameBuffer buffer;
  if (block.owner_at(0, buffer) != owner()) return {};
  const auto offsets = block.owner_offsets();
  return {block, 0, offsets.size() > 1 ? offsets[1] : block.body().size()};
}

void OwnerCursor::for_each_record(
    const std::function<bool(const dns::RecordView&)>& receive) const {
  ZC_ASSERT(!at_end());
  NameBuffer buffer;
  std::size_t i = block_;
  std::size_t owner_index = owner_index_;
  do {
    const auto& block = *version_->block(i);
    const auto offsets = block.owner_offsets();
    const std::size_t end =
        owner_index + 1 < offsets.size() ? offsets[owner_index + 1] : block.body().size();
    BlockReader reader(block.body().first(end), block.base_offset(), offsets[owner_index]);
    while (reader.next()) {
      if (!receive(reader.record())) return;
    }
    ZC_ASSERT(!reader.malformed());
    if (end != block.body().size()) return;
    owner_index = 0;
    ++i;
  } while (i < version_->block_count() && version_->block(i)->owner_at(0, buffer) == owner());
}

}  // namespace zonecast::zone
