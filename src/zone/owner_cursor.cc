// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/owner_cursor.h"

#include <algorithm>

#include "base/assert.h"
#include "zone/block_reader.h"
#include "zone/zone_parts.h"

namespace zonecast::zone {
namespace {

std::uint8_t folded(std::uint8_t octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<std::uint8_t>(octet + ('a' - 'A')) : octet;
}

// Tells which owners of a block precede a name. Nearly all owners of one block are a label and a
// pointer to what they share; once that is known to be the end of the name as well, the label
// decides, and nothing need be expanded.
class BeforeName {
 public:
  BeforeName(const AnswerBlock& block, dns::NameView name) : block_(block), name_(name) {}

  bool operator()(std::uint16_t offset) {
    const base::ByteView body = block_.body();
    const std::size_t size = body[offset];
    const std::size_t next = offset + 1 + size;
    const bool one_label = size > 0 && size < 0xC0 && body[next] >= 0xC0;
    const std::size_t pointer = one_label ? base::load_u16(&body[next]) : 0;
    if (one_label && pointer == known_pointer_) {
      return label_before(body.subspan(offset + 1U, size));
    }
    const dns::NameView owner = block_.owner_at(offset, buffer_);
    if (one_label) keep(pointer, owner.parent());
    return dns::compare(owner, name_) < 0;
  }

 private:
  void keep(std::size_t pointer, dns::NameView shared) {
    if (shared.size() >= name_.size() || !name_.is_within(shared)) return;
    const int labels = shared.label_count() + 1;
    const base::ByteView from_label = name_.suffix(labels).wire();
    known_pointer_ = pointer;
    label_ = from_label.subspan(1, from_label[0]);
    more_labels_ = from_label.size() < name_.size();
  }
  bool label_before(base::ByteView owner_label) const {
    const std::size_t common = std::min(owner_label.size(), label_.size());
    for (std::size_t i = 0; i < common; ++i) {
      if (owner_label[i] == label_[i]) continue;
      const auto ours = folded(owner_label[i]);
      const auto theirs = folded(label_[i]);
      if (ours != theirs) return ours < theirs;
    }
    if (owner_label.size() != label_.size()) return owner_label.size() < label_.size();
    return more_labels_;  // the owner is the name, or above it
  }

  const AnswerBlock& block_;
  const dns::NameView name_;
  std::size_t known_pointer_ = 0;  // none: pointers have their two high bits set
  base::ByteView label_;           // of the name, in front of what the pointer leads to
  bool more_labels_ = false;       // in front of that
  NameBuffer buffer_;
};

// Number among the block's owners of the first that does not precede `name`.
std::size_t lower_bound_in(const AnswerBlock& block, dns::NameView name) {
  const auto offsets = block.owner_offsets();
  BeforeName before(block, name);
  const auto found = std::partition_point(offsets.begin(), offsets.end(),
                                          [&](std::uint16_t offset) { return before(offset); });
  return static_cast<std::size_t>(found - offsets.begin());
}

}  // namespace

OwnerCursor ZoneVersion::seek(dns::NameView name) const {
  ZC_ASSERT(name.is_within(parts_->apex));
  OwnerCursor cursor(*this);
  // The block whose first owner does not precede the name may hold it; else it is in the block
  // before, if anywhere.
  if (name.size() != parts_->apex.size()) {
    std::size_t after = 1;  // in transfer order
    if (parts_->index) after += parts_->index->lower_bound(name, parts_->apex);
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
