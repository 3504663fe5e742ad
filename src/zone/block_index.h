// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of a version behind the first one, in transfer order: a directory of pages of up to
// 256 entries. The next version shares every page in which nothing changed.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "dns/name.h"
#include "zone/answer_block.h"

namespace zonecast::zone {

inline constexpr std::size_t page_entries_max = 256;

/// Blocks [first, last) of the index give way to `blocks`.
struct BlockEdit {
  std::size_t first = 0;
  std::size_t last = 0;
  std::vector<BlockRef> blocks;
};

/// Immutable.
class BlockIndex {
 public:
  class Builder;

  /// A page never has more than `page_entries`; tests use few.
  static BlockIndex make(std::span<const BlockRef> blocks, dns::NameView apex,
                         std::size_t page_entries = page_entries_max);
  /// `edits` ascend and do not overlap.
  BlockIndex edited(std::span<const BlockEdit> edits, dns::NameView apex,
                    std::size_t page_entries = page_entries_max) const;

  std::size_t size() const { return size_; }
  const BlockRef& block(std::size_t i) const;
  /// The number of the first block whose first owner does not precede `name`; size() when there is
  /// none.
  std::size_t lower_bound(dns::NameView name, dns::NameView apex) const;

  /// The number of the last block before `end` in which there is an NSEC3; nothing when there is
  /// none. Looks at each page and at the blocks of two.
  std::optional<std::size_t> last_with_nsec3(std::size_t end) const;

  std::size_t page_count() const { return directory_.size(); }
  /// Pages that this index and `other` have in common.
  std::size_t shared_page_count(const BlockIndex& other) const;

 private:
  struct Entry {
    std::uint64_t prefix = 0;  // of the block's first owner
    BlockRef block;
  };
  struct Page {
    std::uint64_t prefix = 0;  // of its first entry
    std::shared_ptr<const Entry[]> entries;
    std::uint32_t size = 0;
    std::uint32_t first = 0;  // number of its first block
    bool holds_nsec3 = false;
  };
  static bool precedes(const Entry& entry, std::uint64_t prefix, dns::NameView name);

  std::vector<Page> directory_;
  std::size_t size_ = 0;
};

/// Appends blocks and pages of older indexes in order.
class BlockIndex::Builder {
 public:
  explicit Builder(dns::NameView apex, std::size_t page_entries = page_entries_max)
      : apex_(apex), page_entries_(page_entries) {}
  void append(BlockRef block);
  BlockIndex finish();

 private:
  friend class BlockIndex;
  void append(const Entry& entry) { pending_.push_back(entry); }
  void share(const Page& page);
  void flush();
  void put_page(std::span<Entry> entries);

  dns::NameView apex_;
  std::size_t page_entries_;
  std::vector<Entry> pending_;  // not yet on a page
  BlockIndex index_;
};

}  // namespace zonecast::zone
