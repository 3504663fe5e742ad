// SPDX-License-Identifier: GPL-3.0-or-later
// Time comes in through Clock, so that rules can be tested in virtual time.
#pragma once

#include <chrono>
#include <cstdint>

namespace zonecast::base {

using Monotonic = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  /// For intervals and deadlines.
  virtual Monotonic monotonic() const = 0;
  /// For what people and other servers see.
  virtual WallTime wall() const = 0;
  std::int64_t unix_seconds() const {
    return std::chrono::duration_cast<std::chrono::seconds>(wall().time_since_epoch()).count();
  }
};

class SystemClock final : public Clock {
 public:
  Monotonic monotonic() const override;
  WallTime wall() const override;
};

/// Stands still until told. For tests; one thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t unix_seconds = 1'600'000'000)
      : wall_(std::chrono::seconds(unix_seconds)) {}
  Monotonic monotonic() const override { return monotonic_; }
  WallTime wall() const override { return wall_; }
  void advance(std::chrono::milliseconds by) {
    monotonic_ += by;
    wall_ += by;
  }

 private:
  Monotonic monotonic_{};
  WallTime wall_;
};

}  // namespace zonecast::base
