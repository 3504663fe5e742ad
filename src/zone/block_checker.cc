// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/block_checker.h"

#include <algorithm>
#include <functional>

#include "zone/block_reader.h"
#include "zone/contents_rules.h"

namespace zonecast::zone {

namespace {

bool outline_holds(const BlockOutline& block) {
  const auto offsets = block.owner_offsets;
  return !offsets.empty() && offsets.front() == 0 && offsets.back() < block.body.size() &&
         std::ranges::adjacent_find(offsets, std::greater_equal<>()) == offsets.end() &&
         block.record_count >= offsets.size();
}

}  // namespace

bool BlockChecker::check_outline(const BlockOutline& block) {
  if (!outline_holds(block)) return false;
  const auto read_owner = [&](std::uint16_t offset, NameBuffer& buffer) {
    std::size_t at = offset;
    return expand_name(block.body, block.base_offset, at, buffer);
  };
  NameBuffer first_buffer;
  NameBuffer last_buffer;
  const auto first = read_owner(block.owner_offsets.front(), first_buffer);
  const auto last = read_owner(block.owner_offsets.back(), last_buffer);
  if (first.empty() || last.empty()) return false;
  const auto first_owner = dns::NameView::trusted(first);
  const auto last_owner = dns::NameView::trusted(last);
  if (!first_owner.is_within(apex_) || !last_owner.is_within(apex_)) return false;
  const bool one_owner = block.owner_offsets.size() == 1;
  if (!one_owner && dns::compare(first_owner, last_owner) >= 0) return false;
  if (any_) {
    const auto order = dns::compare(last_owner_, first_owner);
    // An owner goes on in another block only where neither holds anything else.
    if (order > 0 || (order == 0 && !(one_owner && last_block_had_one_owner_))) return false;
  } else if (first_owner != apex_.view()) {
    return false;
  }
  any_ = true;
  last_owner_ = dns::Name(last_owner);
  last_block_had_one_owner_ = one_owner;
  return true;
}

bool BlockChecker::check_records(const BlockOutline& block) {
  const auto owner_offsets = block.owner_offsets;
  BlockReader reader(block.body, block.base_offset);
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
      if (order > 0 || !record.owner.is_within(apex_)) return false;
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
    if (!any_ && (record.type != dns::RrType::soa || record.owner != apex_.view())) return false;
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
  return !reader.malformed() && records > 0 && records == block.record_count &&
         owners == owner_offsets.size();
}

}  // namespace zonecast::zone
