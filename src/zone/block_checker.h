// SPDX-License-Identifier: GPL-3.0-or-later
// Checks blocks that come from outside the program's memory.
#pragma once

#include <span>

#include "dns/record.h"
#include "zone/answer_block.h"

namespace zonecast::zone {

/// Takes the blocks of one version in order. One thread.
class BlockChecker {
 public:
  /// The records can be read, are in order (also behind the block before), and are as many as said;
  /// the owner offsets are theirs; all owners are within `apex`, and the first of all is the apex
  /// with its SOA.
  bool check(base::ByteView body, std::size_t base_offset, std::uint16_t record_count,
             std::span<const std::uint16_t> owner_offsets, dns::NameView apex);

 private:
  dns::Name last_owner_;
  dns::RrType last_type_{};
  base::Bytes last_rdata_;
  bool any_ = false;
  bool last_block_had_one_owner_ = false;
};

}  // namespace zonecast::zone
