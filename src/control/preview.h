// SPDX-License-Identifier: GPL-3.0-or-later
// A dry run: what a change would do, worked out by the very command that would make it, of which
// nothing is kept.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "control/difference_excerpt.h"
#include "model/zone_settings.h"

namespace zonecast::control {

/// Records of either kind that a preview shows; counts tell of the rest.
inline constexpr std::size_t preview_records_max = 10'000;

struct Preview {
  /// A secondary that would be told.
  struct Told {
    base::SocketAddress destination;
    std::optional<dns::Name> key;
  };

  std::string zone;
  bool changes_something = false;
  std::optional<dns::Serial> serial;  // afterwards; nothing: there would be no zone
  DifferenceExcerpt difference;
  /// Both where settings would change; one alone where the zone would be made or deleted.
  std::shared_ptr<const model::ZoneSettings> settings_before, settings_after;
  std::vector<Told> told;
  std::uint64_t ixfr_octets = 0;  // of the answer that brings it; 0: nobody could be sent one
  std::vector<std::string> warnings;
};

}  // namespace zonecast::control
