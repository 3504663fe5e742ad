// SPDX-License-Identifier: GPL-3.0-or-later
// The edits that bring the indexed blocks of a version up to a change.
#pragma once

#include <span>
#include <vector>

#include "zone/block_filler.h"
#include "zone/block_index.h"
#include "zone/owner_change.h"

namespace zonecast::zone {

/// Collects edits from the front to the back of an index. One thread.
class IndexRevision {
 public:
  IndexRevision(const BlockIndex& index, dns::NameView apex, const BlockLimits& limits)
      : index_(index), apex_(apex), limits_(limits) {}

  /// Blocks at the front that go on with the apex.
  std::size_t apex_block_count() const;
  /// They give way to `blocks`.
  void replace_apex_blocks(std::vector<FilledBlock> blocks);
  /// Renders again the blocks whose owners change; splits those that have grown too large and joins
  /// those that have become small with a neighbour. `changes` are without the apex.
  void apply(std::span<const OwnerChange> changes);

  std::vector<BlockEdit> edits() const;

 private:
  struct Edit {
    std::size_t first = 0;
    std::size_t last = 0;
    std::vector<FilledBlock> blocks;
  };
  std::span<const OwnerChange> apply_to_one_place(std::span<const OwnerChange> changes);
  void replace(std::size_t first, std::size_t last, std::vector<FilledBlock> blocks);
  void join_small_blocks();
  bool join(std::size_t edit, std::size_t piece);
  bool goes_on_behind(std::size_t block) const;
  bool is_cut(std::size_t block) const;
  bool may_join(const BlockRef& block, bool cut) const;

  const BlockIndex& index_;
  const dns::NameView apex_;
  const BlockLimits limits_;
  std::vector<Edit> edits_;  // ascending, never overlapping
};

/// Appends what `existing` (owners whole, in order) becomes. Asserts that the changes can be made.
void merge_records(std::span<const dns::RecordView> existing, std::span<const OwnerChange> changes,
                   std::vector<dns::RecordView>& out);

}  // namespace zonecast::zone
