// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/difference_excerpt.h"

#include "zone/zone_change.h"

namespace zonecast::control {

namespace {

/// All records but the SOA.
std::uint64_t collect(const zone::ZoneVersion& contents, std::size_t records_max,
                      std::vector<dns::Record>& out) {
  contents.for_each([&](const dns::RecordView& record) {
    if (record.type == dns::RrType::soa) return true;
    if (out.size() == records_max) return false;
    out.emplace_back(record);
    return true;
  });
  return contents.record_count() - 1;
}

}  // namespace

DifferenceExcerpt excerpt(const zone::Difference& difference, std::size_t records_max) {
  DifferenceExcerpt out;
  out.soa_before.emplace(difference.old_soa());
  out.soa_after.emplace(difference.new_soa());
  out.deleted_count = difference.deletion_count();
  out.added_count = difference.addition_count();
  difference.for_each_deletion([&](const dns::RecordView& record) {
    if (out.deleted.size() < records_max) out.deleted.emplace_back(record);
  });
  difference.for_each_addition([&](const dns::RecordView& record) {
    if (out.added.size() < records_max) out.added.emplace_back(record);
  });
  return out;
}

DifferenceExcerpt excerpt_between(const zone::ZoneVersion* from, const zone::ZoneVersion* to,
                                  std::size_t records_max) {
  DifferenceExcerpt out;
  if (from != nullptr) out.soa_before.emplace(from->soa());
  if (to != nullptr) out.soa_after.emplace(to->soa());
  if (from != nullptr && to != nullptr) {
    auto change = zone::difference_between(*from, *to);
    out.deleted_count = change.deletions.size();
    out.added_count = change.additions.size();
    if (out.deleted_count > records_max) change.deletions.resize(records_max);
    if (out.added_count > records_max) change.additions.resize(records_max);
    out.deleted = std::move(change.deletions);
    out.added = std::move(change.additions);
  } else if (from != nullptr) {
    out.deleted_count = collect(*from, records_max, out.deleted);
  } else if (to != nullptr) {
    out.added_count = collect(*to, records_max, out.added);
  }
  return out;
}

}  // namespace zonecast::control
