// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/serial_rule.h"

#include <chrono>

namespace zonecast::model {
namespace {

// A secondary that missed some versions holds a serial behind `current`. RFC 1982 section 3.1
// bounds one step by 2^31 - 1; half of that leaves such a secondary still behind after the step, so
// it does not take the new version for an older one.
constexpr std::uint32_t step_bound = 0x4000'0000U;

/// YYYYMMDD01 of the day (UTC) of `now`.
std::uint32_t first_of_the_day(std::int64_t now) {
  using namespace std::chrono;
  const year_month_day day{floor<days>(sys_seconds{seconds{now}})};
  const auto number = std::int64_t{static_cast<int>(day.year())} * 1'000'000 +
                      std::int64_t{static_cast<unsigned>(day.month())} * 10'000 +
                      std::int64_t{static_cast<unsigned>(day.day())} * 100 + 1;
  return static_cast<std::uint32_t>(number);
}

}  // namespace

dns::Serial first_serial(SerialPolicy policy, std::int64_t now) {
  switch (policy) {
    case SerialPolicy::unixtime:
      return dns::Serial(static_cast<std::uint32_t>(now));
    case SerialPolicy::date:
      return dns::Serial(first_of_the_day(now));
    case SerialPolicy::increment:
      break;
  }
  return dns::Serial(1);
}

dns::Serial next_serial(SerialPolicy policy, dns::Serial current, std::int64_t now) {
  if (policy == SerialPolicy::increment) return current.plus(1);
  const dns::Serial drawn = first_serial(policy, now);
  const std::uint32_t ahead = drawn.value() - current.value();
  const bool usable = drawn.follows(current) && ahead < step_bound;
  return usable ? drawn : current.plus(1);
}

}  // namespace zonecast::model
