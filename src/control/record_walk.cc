// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/record_walk.h"

namespace zonecast::control {
namespace {

bool is_inside(const zone::ZoneVersion& version, const std::optional<RecordPosition>& position) {
  return position && position->owner.view().is_within(version.apex());
}

zone::OwnerCursor start_of(const zone::ZoneVersion& version,
                           const std::optional<RecordPosition>& after) {
  return version.seek(is_inside(version, after) ? after->owner.view() : version.apex());
}

/// Types up to the position's are behind us already, on the owner it names.
bool is_passed(const zone::ZoneVersion& version, const std::optional<RecordPosition>& after,
               dns::NameView owner, dns::RrType type) {
  return is_inside(version, after) && type <= after->type && dns::equal(owner, after->owner);
}

}  // namespace

void for_each_rrset(const zone::ZoneVersion& version, const std::optional<RecordPosition>& after,
                    const std::function<bool(const std::vector<dns::Record>&)>& receive) {
  std::vector<dns::Record> rrset;
  for (auto cursor = start_of(version, after); !cursor.at_end(); cursor.advance()) {
    bool goes_on = true;
    cursor.for_each_record([&](const dns::RecordView& record) {
      if (record.type == dns::RrType::soa || is_passed(version, after, record.owner, record.type))
        return true;
      if (!rrset.empty() && rrset.front().type != record.type) {
        goes_on = receive(rrset);
        rrset.clear();
      }
      if (goes_on) rrset.emplace_back(record);
      return goes_on;
    });
    if (goes_on && !rrset.empty()) goes_on = receive(rrset);
    rrset.clear();
    if (!goes_on) return;
  }
}

std::optional<RecordPosition> end_of_page(const zone::ZoneVersion& version,
                                          const std::optional<RecordPosition>& after,
                                          std::size_t count) {
  if (count >= version.record_count()) return std::nullopt;
  std::optional<RecordPosition> end;
  std::size_t seen = 0;
  for (auto cursor = start_of(version, after); !cursor.at_end(); cursor.advance()) {
    const bool goes_on = for_each_type(cursor, [&](dns::RrType type) {
      if (is_passed(version, after, cursor.owner(), type)) return true;
      ++seen;
      if (seen == count) end = RecordPosition{dns::Name(cursor.owner()), type};
      return seen <= count;
    });
    if (!goes_on) return end;
  }
  return std::nullopt;
}

}  // namespace zonecast::control
