// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/block_checker.h"

#include "zone/block_reader.h"
#include "zone/contents_rules.h"

namespace zonecast::zone {

bool BlockChecker::check(base::ByteView body, std::size_t base_offset, std::uint16_t record_count,
                         std::span<const std::uint16_t> owner_offsets, dns::NameView apex) {
  BlockReader reader(body, base_offset);
  std::size_t records = 0;
  std::size_t owners = 0;
  while (reader.next()) {
    const auto& record = reader.record();
    const bool begins_owner =
        owners < owner_offsets.size() && owner_offsets[owners] == reader.offset();
    bool same_owner = reader.owner_repeated();
    if (!same_owner) {
      const auto order =
          any_ ? dns::compare(last_owner_, record.owner) : std::strong_ordering::less;
      if (order > 0 || !record.owner.is_within(apex)) return false;
      same_owner = order == 0;
    }
    if (records == 0) {
      if (!begins_owner) return false;
      // An owner goes on in another block only where neither holds anything else.
      if (same_owner && any_ && (owner_offsets.size() > 1 || !last_block_had_one_owner_))
        return false;
    } else if (begins_owner == same_owner) {
      return false;
    }
    if (begins_owner) ++owners;
    if (!any_ && (record.type != dns::RrType::soa || record.owner != apex)) return false;
    if (any_ && record.type == dns::RrType::soa) return false;
    if (record.ttl > 0x7FFF'FFFF) return false;
    if (same_owner && any_) {
      if (!record.owner.same_spelling(last_owner_)) return false;
      const dns::RecordView last{last_owner_, last_type_, record.ttl, last_rdata_};
      if (!precedes_in_owner(last, record)) return false;
    } else {
      last_owner_ = dns::Name(record.owner);
    }
    last_type_ = record.type;
    last_rdata_.assign(record.rdata.begin(), record.rdata.end());
    any_ = true;
    ++records;
  }
  last_block_had_one_owner_ = owner_offsets.size() == 1;
  return !reader.malformed() && records > 0 && records == record_count &&
         owners == owner_offsets.size();
}

}  // namespace zonecast::zone
