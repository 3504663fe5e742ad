// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

#include "base/clock.h"

namespace zonecast::server {

/// Log lines that strangers cause: so many in a second, the rest are counted. One thread.
class LineBudget {
 public:
  static constexpr unsigned lines_per_second_max = 20;

  /// Whether a line may be written now.
  bool take(base::Monotonic now) {
    if (now - second_began_ >= std::chrono::seconds(1)) {
      second_began_ = now;
      written_ = 0;
    }
    if (written_ >= lines_per_second_max) {
      ++suppressed_;
      return false;
    }
    ++written_;
    return true;
  }
  /// Lines not written since this was last asked.
  std::uint64_t take_suppressed() { return std::exchange(suppressed_, 0); }

 private:
  base::Monotonic second_began_{};
  unsigned written_ = 0;
  std::uint64_t suppressed_ = 0;
};

}  // namespace zonecast::server
