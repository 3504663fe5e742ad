// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/index_revision.h"

#include <algorithm>

#include "base/assert.h"
#include "zone/record_store.h"

namespace zonecast::zone {

void merge_records(std::span<const dns::RecordView> existing, std::span<const OwnerChange> changes,
                   std::vector<dns::RecordView>& out) {
  for (const auto& change : changes) {
    std::size_t before = 0;
    while (before < existing.size() && dns::compare(existing[before].owner, change.owner) < 0)
      ++before;
    out.insert(out.end(), existing.begin(), existing.begin() + static_cast<std::ptrdiff_t>(before));
    existing = existing.subspan(before);
    std::span<const dns::RecordView> own;
    if (!existing.empty() && existing[0].owner == change.owner) own = first_owner(existing);
    const auto contradiction = merge_owner(own, change, out);
    ZC_ASSERT(!contradiction);
    existing = existing.subspan(own.size());
  }
  out.insert(out.end(), existing.begin(), existing.end());
}

std::size_t IndexRevision::apex_block_count() const {
  NameBuffer buffer;
  std::size_t count = 0;
  while (count < index_.size() && index_.block(count)->owner_at(0, buffer) == apex_) ++count;
  return count;
}

void IndexRevision::replace_apex_blocks(std::vector<FilledBlock> blocks) {
  for (auto& filled : blocks) filled.cut = true;
  replace(0, apex_block_count(), std::move(blocks));
}

void IndexRevision::apply(std::span<const OwnerChange> changes) {
  while (!changes.empty()) changes = apply_to_one_place(changes);
  join_small_blocks();
}

// Block `block + 1` begins with the owner that `block` ends with.
bool IndexRevision::goes_on_behind(std::size_t block) const {
  // Both hold that owner alone.
  const auto& here = *index_.block(block);
  if (here.owner_offsets().size() > 1 || block + 1 >= index_.size()) return false;
  const auto& behind = *index_.block(block + 1);
  if (behind.owner_offsets().size() > 1) return false;
  NameBuffer left;
  NameBuffer right;
  return here.owner_at(0, left) == behind.owner_at(0, right);
}

bool IndexRevision::is_cut(std::size_t block) const {
  return goes_on_behind(block) || (block > 0 && goes_on_behind(block - 1));
}

// The place is the block that holds the first changed owner, or would.
std::span<const OwnerChange> IndexRevision::apply_to_one_place(
    std::span<const OwnerChange> changes) {
  NameBuffer buffer;
  const auto apex_blocks = apex_block_count();
  const auto owner = changes[0].owner;
  auto first = index_.lower_bound(owner, apex_);
  const bool begins_there =
      first < index_.size() && index_.block(first)->owner_at(0, buffer) == owner;
  if (!begins_there && first > apex_blocks) --first;
  while (first > apex_blocks && goes_on_behind(first - 1)) --first;
  auto last = first;
  if (last < index_.size()) {
    while (goes_on_behind(last)) ++last;
    ++last;
  }

  std::size_t count = 1;
  while (count < changes.size() &&
         (last == index_.size() ||
          dns::compare(changes[count].owner, index_.block(last)->owner_at(0, buffer)) < 0)) {
    ++count;
  }
  RecordStore store;
  for (auto i = first; i < last; ++i) store.append(*index_.block(i));
  std::vector<dns::RecordView> merged;
  merged.reserve(store.records().size() + count);
  merge_records(store.records(), changes.first(count), merged);
  replace(first, last, fill_evenly(merged, limits_));
  return changes.subspan(count);
}

void IndexRevision::replace(std::size_t first, std::size_t last, std::vector<FilledBlock> blocks) {
  if (edits_.empty() || edits_.back().last != first) {
    if (first != last || !blocks.empty()) edits_.push_back({first, last, std::move(blocks)});
    return;
  }
  auto& before = edits_.back();
  before.last = last;
  std::ranges::move(blocks, std::back_inserter(before.blocks));
}

void IndexRevision::join_small_blocks() {
  for (std::size_t edit = 0; edit < edits_.size(); ++edit) {
    std::size_t piece = 0;
    while (piece < edits_[edit].blocks.size()) {
      const auto& filled = edits_[edit].blocks[piece];
      const bool small = !filled.cut && filled.block->body().size() < limits_.joined_below();
      // What came of joining is looked at again while it is one block, so this ends.
      if (!small || !join(edit, piece)) ++piece;
    }
  }
}

bool IndexRevision::may_join(const BlockRef& block, bool cut) const {
  return !cut && block->body().size() <= limits_.grown();
}

// Joins a piece with the smaller of its neighbours. True when one block came of it, which then
// stands at `piece` or right before.
bool IndexRevision::join(std::size_t edit_number, std::size_t piece) {
  auto& edit = edits_[edit_number];
  struct Neighbour {
    BlockRef block;
    bool in_index = false;
  };
  Neighbour left;
  Neighbour right;
  if (piece > 0) {
    const auto& filled = edit.blocks[piece - 1];
    if (may_join(filled.block, filled.cut)) left = {filled.block, false};
  } else if (edit.first > apex_block_count() &&
             (edit_number == 0 || edits_[edit_number - 1].last < edit.first)) {
    const auto i = edit.first - 1;
    if (may_join(index_.block(i), is_cut(i))) left = {index_.block(i), true};
  }
  if (piece + 1 < edit.blocks.size()) {
    const auto& filled = edit.blocks[piece + 1];
    if (may_join(filled.block, filled.cut)) right = {filled.block, false};
  } else if (edit.last < index_.size() &&
             (edit_number + 1 == edits_.size() || edit.last < edits_[edit_number + 1].first)) {
    if (may_join(index_.block(edit.last), is_cut(edit.last)))
      right = {index_.block(edit.last), true};
  }
  if (!left.block && !right.block) return false;
  const bool to_left =
      left.block && (!right.block || left.block->body().size() <= right.block->body().size());

  RecordStore store;
  const auto own = edit.blocks[piece].block;
  store.append(to_left ? *left.block : *own);
  store.append(to_left ? *own : *right.block);
  auto joined = fill_evenly(store.records(), limits_);
  const bool one = joined.size() == 1;
  if (!one && std::ranges::any_of(joined, [&](const auto& filled) {
        return filled.block->body().size() < limits_.joined_below();
      })) {
    return false;  // owners too large to share evenly: nothing would be gained
  }

  auto begin = piece;
  auto end = piece + 1;
  if (to_left) {
    if (left.in_index) {
      --edit.first;
    } else {
      --begin;
    }
  } else if (right.in_index) {
    ++edit.last;
  } else {
    ++end;
  }
  const auto at = edit.blocks.begin() + static_cast<std::ptrdiff_t>(begin);
  edit.blocks.erase(at, edit.blocks.begin() + static_cast<std::ptrdiff_t>(end));
  edit.blocks.insert(edit.blocks.begin() + static_cast<std::ptrdiff_t>(begin), joined.begin(),
                     joined.end());

  // Two edits may have come to touch.
  if (edit_number + 1 < edits_.size() && edits_[edit_number + 1].first == edit.last) {
    auto& next = edits_[edit_number + 1];
    edit.last = next.last;
    std::ranges::move(next.blocks, std::back_inserter(edit.blocks));
    edits_.erase(edits_.begin() + static_cast<std::ptrdiff_t>(edit_number) + 1);
  }
  return one;
}

std::vector<BlockEdit> IndexRevision::edits() const {
  std::vector<BlockEdit> edits;
  for (const auto& edit : edits_) {
    BlockEdit& copy = edits.emplace_back(BlockEdit{edit.first, edit.last, {}});
    for (const auto& filled : edit.blocks) copy.blocks.push_back(filled.block);
  }
  return edits;
}

}  // namespace zonecast::zone
