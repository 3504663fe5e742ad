// SPDX-License-Identifier: GPL-3.0-or-later
// Checks blocks that come from outside the program's memory.
#pragma once

#include <span>

#include "dns/record.h"
#include "zone/answer_block.h"

namespace zonecast::zone {

/// A block as it was read.
struct BlockOutline {
  base::ByteView body;
  std::size_t base_offset = 0;
  std::uint16_t record_count = 0;
  std::span<const std::uint16_t> owner_offsets;
};

/// Takes the blocks of one version in order. One thread.
class BlockChecker {
 public:
  explicit BlockChecker(dns::NameView apex) : apex_(apex) {}

  /// Without a look at each record: owner offsets ascend within the body, and the block's first and
  /// last owner are within the apex, in order, and behind the block before.
  bool check_outline(const BlockOutline& block);
  /// Each record can be read, is in order (also behind the block before), and the owner offsets are
  /// theirs; the first of all is the apex with its SOA, and no other is an SOA.
  bool check_records(const BlockOutline& block);

 private:
  const dns::Name apex_;
  dns::Name last_owner_;
  dns::RrType last_type_{};
  base::Bytes last_rdata_;
  bool any_ = false;
  bool last_block_had_one_owner_ = false;
};

}  // namespace zonecast::zone
