// SPDX-License-Identifier: GPL-3.0-or-later
// The "settings" field of an upload form: the members of a zone body, for zones that are new with
// it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/v1/outgoing_transfers.h"
#include "control/zones.h"

namespace zonecast::api::v1 {

inline constexpr std::size_t settings_octets_max = 1 << 20;

class ZoneSettingsPart {
 public:
  /// False when it grows beyond settings_octets_max.
  bool append(std::string_view data);
  /// The field read whole; empties it.
  control::Result<control::ZoneDraft> take(const KeyLookup& key);
  static control::Problem too_long();

 private:
  std::string text_;
};

std::vector<std::string_view> comma_separated(std::string_view text);

}  // namespace zonecast::api::v1
