// SPDX-License-Identifier: GPL-3.0-or-later
// Finds zones and records by a part of their names or answers: one walk over everything there is,
// of which only the page asked for is kept.
#pragma once

#include "control/zone_directory.h"
#include "control/zones.h"

namespace zonecast::control {

SearchResult search(const ZoneDirectory& directory, const SearchQuery& query);

}  // namespace zonecast::control
