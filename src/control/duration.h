// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace zonecast::control {

/// "30d", "12h", "45m", "90s", or a number of seconds; nothing when it is none, or above a hundred
/// years.
std::optional<std::int64_t> seconds_of_duration(std::string_view text);

}  // namespace zonecast::control
