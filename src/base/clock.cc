// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

namespace zonecast::base {

Monotonic SystemClock::monotonic() const { return std::chrono::steady_clock::now(); }

WallTime SystemClock::wall() const {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace zonecast::base
