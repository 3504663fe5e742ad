// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/duration.h"

#include <charconv>

namespace zonecast::control {

std::optional<std::int64_t> seconds_of_duration(std::string_view text) {
  constexpr std::int64_t day_s = 24 * 60 * 60;
  constexpr std::int64_t duration_max_s = 100 * 365 * day_s;
  std::int64_t number = 0;
  const auto* const stop = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), stop, number);
  const std::string_view unit(end, static_cast<std::size_t>(stop - end));
  std::int64_t factor = 1;
  if (unit == "d") {
    factor = day_s;
  } else if (unit == "h") {
    factor = 60 * 60;
  } else if (unit == "m") {
    factor = 60;
  } else if (!unit.empty() && unit != "s") {
    return std::nullopt;
  }
  if (error != std::errc() || number <= 0 || number > duration_max_s / factor) return std::nullopt;
  return number * factor;
}

}  // namespace zonecast::control
