// SPDX-License-Identifier: GPL-3.0-or-later
// Zones as they were last committed: the image, brought up to date by the differences that follow
// it.
#pragma once

#include <functional>

#include "store/embedded/sqlite.h"
#include "store/store.h"

namespace zonecast::store {

/// What the load leaves behind for upkeep.
struct LoadedZone {
  StoredZone zone;
  std::uint64_t pending_octets = 0;  // of differences after the image
  std::uint64_t history_octets = 0;  // of all differences
};

/// Calls `receive` with each zone whose id is above `after` and at most `last`, ascending. One
/// snapshot. A zone that cannot be read is an error that names it. Throws SqlFailure.
base::Result<void> read_zones(Connection& connection, ZoneId after, ZoneId last,
                              const std::function<std::size_t(std::uint64_t)>& history_octets_max,
                              const std::function<void(LoadedZone)>& receive);

/// One zone, without history; nothing when it does not exist. Throws SqlFailure.
base::Result<std::optional<LoadedZone>> read_zone(Connection& connection, ZoneId zone);

}  // namespace zonecast::store
