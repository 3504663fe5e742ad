// SPDX-License-Identifier: GPL-3.0-or-later
// Which zones a query of the list finds, in which order. Linear in the number of zones: some
// milliseconds for a hundred thousand.
#pragma once

#include "control/zone_directory.h"
#include "control/zones.h"

namespace zonecast::control {

struct FoundZones {
  std::vector<ZoneHeadRef> heads;
  std::size_t total = 0;
  std::string next;
};
FoundZones find_zones(const ZoneDirectory& directory, const ZoneQuery& query);

}  // namespace zonecast::control
