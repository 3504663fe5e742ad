// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a stream of owners in canonical order into blocks.
#pragma once

#include <span>
#include <vector>

#include "zone/block_renderer.h"

namespace zonecast::zone {

/// A block as the filler made it.
struct FilledBlock {
  BlockRef block;
  /// It holds a part of one owner that is larger than a block; such blocks hold nothing else.
  bool cut = false;
};

/// An owner stays in one block unless it alone exceeds the limit; then it has blocks of its own,
/// cut at BlockLimits::cut between two records. One thread.
class BlockFiller {
 public:
  /// The first block is rendered at `first_base_offset`, further ones at 12.
  explicit BlockFiller(const BlockLimits& limits, std::size_t first_base_offset = dns::header_size);

  /// A block is closed as soon as it has reached `octets`, below the limit.
  void aim_at(std::size_t octets) { aim_ = octets; }
  /// All records of one owner, in order.
  void add_owner(std::span<const dns::RecordView> records);
  /// Closes the block at hand; the next owner starts another.
  void close();

  /// Octets in the block at hand.
  std::size_t open_size() const { return renderer_.size(); }
  std::vector<FilledBlock>& blocks() { return blocks_; }

 private:
  void add_large_owner(std::span<const dns::RecordView> records);
  void emit(bool cut);

  BlockLimits limits_;
  std::size_t aim_;
  BlockRenderer renderer_;
  std::vector<FilledBlock> blocks_;
};

/// Blocks for `records` (canonical order, owners whole): one when they fit a block that has grown,
/// otherwise several of about equal size.
std::vector<FilledBlock> fill_evenly(std::span<const dns::RecordView> records,
                                     const BlockLimits& limits);

}  // namespace zonecast::zone
