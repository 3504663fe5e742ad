// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/owner_cursor.h"

#include <algorithm>

#include "base/assert.h"
#include "zone/block_reader.h"
#include "zone/zone_parts.h"

namespace zonecast::zone {
namespace {

// Number among the block's owners of the first that does not precede `name`.
std::size_t lower_bound_in(const AnswerBlock& block, dns::NameView name) {
  NameBuffer buffer;
  const auto offsets = block.owner_offsets();
  const auto found = std::partition_point(
      offsets.begin(), offsets.end(),
      [&](std::uint16_t offset) { return dns::compare(block.owner_at(offset, buffer), name) < 0; });
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
