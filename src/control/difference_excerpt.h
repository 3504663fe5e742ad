// SPDX-License-Identifier: GPL-3.0-or-later
// What lies between two versions of a zone, as people are shown it: counts of everything, the
// records themselves up to a bound.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "zone/difference.h"
#include "zone/zone_version.h"

namespace zonecast::control {

struct DifferenceExcerpt {
  std::optional<dns::Record> soa_before, soa_after;  // nothing: there is no zone on that side
  std::vector<dns::Record> deleted, added;           // the first ones in canonical order
  std::uint64_t deleted_count = 0, added_count = 0;  // SOAs aside

  bool is_cut() const { return deleted.size() < deleted_count || added.size() < added_count; }
};

DifferenceExcerpt excerpt(const zone::Difference& difference, std::size_t records_max);
/// Between two versions of one zone; null stands for no zone.
DifferenceExcerpt excerpt_between(const zone::ZoneVersion* from, const zone::ZoneVersion* to,
                                  std::size_t records_max);

}  // namespace zonecast::control
