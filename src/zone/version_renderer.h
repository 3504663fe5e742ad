// SPDX-License-Identifier: GPL-3.0-or-later
// Renders a whole version from its owners in canonical order.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "zone/block_filler.h"
#include "zone/zone_parts.h"

namespace zonecast::zone {

/// One thread.
class VersionRenderer {
 public:
  /// The first block takes the whole zone while that is at most `together_max` octets.
  VersionRenderer(dns::NameView apex, const BlockLimits& limits, std::size_t together_max);

  /// All records of one owner, in order; the apex first, its SOA at the front.
  void add_owner(std::span<const dns::RecordView> records);
  /// Behind the owners added: blocks of those that follow, `record_count` records in all. No owner
  /// is added afterwards.
  void append(std::vector<FilledBlock> blocks, std::uint64_t record_count);
  std::unique_ptr<const ZoneVersion::Parts> finish();

 private:
  void part_apex();

  const BlockLimits limits_;
  const std::size_t together_max_;
  std::unique_ptr<ZoneVersion::Parts> parts_;
  BlockRenderer together_;  // apex and all others, while it lasts
  std::optional<BlockFiller> filler_;
  std::size_t apex_size_ = 0;
  std::uint16_t apex_record_count_ = 0;
  bool is_together_ = true;
};

}  // namespace zonecast::zone
