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

/// Where the page of `count` RRsets behind `after` ends, when more follow; nothing when they do
/// not. Expands no record.
std::optional<RecordPosition> end_of_page(const zone::ZoneVersion& version,
                                          const std::optional<RecordPosition>& after,
                                          std::size_t count);

}  // namespace zonecast::control
