// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the RRsets of one version from a position on, as pages of records want it: the start is
// found by search in the index, and nothing is held but the RRset at hand.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "control/zones.h"
#include "zone/zone_version.h"

namespace zonecast::control {

/// Calls with each RRset behind `after` in canonical order, the SOA left out; false stops. A
/// position outside the zone is the start.
void for_each_rrset(const zone::ZoneVersion& version, const std::optional<RecordPosition>& after,
                    const std::function<bool(const std::vector<dns::Record>&)>& receive);

/// Calls with each type that the owner has, ascending, the SOA left out; false stops, and is given
/// back. Expands no record.
template <typename Receive>
bool for_each_type(const zone::OwnerCursor& owner, const Receive& receive) {
  std::optional<dns::RrType> type;
  std::size_t part = 0;
  for (auto stored = owner.stored_records(part); !stored.empty();
       stored = owner.stored_records(++part)) {
    while (stored.next()) {
      if (stored.type() == type || stored.type() == dns::RrType::soa) continue;
      type = stored.type();
      if (!receive(*type)) return false;
    }
  }
  return true;
}

/// Where the page of `count` RRsets behind `after` ends, when more follow; nothing when they do
/// not. Expands no record.
std::optional<RecordPosition> end_of_page(const zone::ZoneVersion& version,
                                          const std::optional<RecordPosition>& after,
                                          std::size_t count);

}  // namespace zonecast::control
