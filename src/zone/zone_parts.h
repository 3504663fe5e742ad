// SPDX-License-Identifier: GPL-3.0-or-later
// What a version consists of; for those who make versions. There may be a hundred thousand of them,
// most of one block, so nothing is allocated that a small zone does not need.
#pragma once

#include <memory>

#include "dns/message.h"
#include "zone/block_index.h"
#include "zone/zone_version.h"

namespace zonecast::zone {

struct ZoneVersion::Parts {
  std::unique_ptr<const std::uint8_t[]> closing_soa;  // one uncompressed RR; its owner is the apex
  std::uint16_t closing_soa_size = 0;
  std::uint8_t apex_size = 0;
  dns::Serial serial{0};
  std::uint64_t record_count = 0;
  std::uint64_t body_octets = 0;
  BlockRef first;
  std::unique_ptr<const BlockIndex> index;  // null while the first block is the only one

  /// Lives as long as the SOA does.
  dns::NameView apex() const {
    return dns::NameView::trusted({closing_soa.get(), std::size_t{apex_size}});
  }
  std::size_t indexed() const { return index ? index->size() : 0; }
};

/// Where the first body of a transfer starts: behind header and question.
inline std::size_t first_base_offset(dns::NameView apex) {
  return dns::header_size + apex.size() + 4;
}

/// Sets closing_soa, and with it the apex, and serial.
void set_soa(ZoneVersion::Parts& parts, const dns::RecordView& soa);

}  // namespace zonecast::zone
