// SPDX-License-Identifier: GPL-3.0-or-later
// Which refused sign-ins the activity log is told of. Whoever guesses keys, from however many
// addresses, must not be able to fill it: some at once, then one a minute. What is left out is
// counted, and told with the next one.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "base/clock.h"

namespace zonecast::session {

inline constexpr unsigned refusals_at_once = 100;
inline constexpr std::chrono::seconds refusal_interval{60};

/// Thread-safe.
class ToldRefusals {
 public:
  explicit ToldRefusals(const base::Clock& clock) : clock_(clock), since_(clock.monotonic()) {}

  /// For one refusal: how many before it were left out, if it is to be told; else nothing.
  std::optional<std::uint64_t> take();

 private:
  const base::Clock& clock_;
  std::mutex mutex_;
  unsigned allowed_ = refusals_at_once;
  base::Monotonic since_;  // of when `allowed_` is
  std::uint64_t left_out_ = 0;
};

}  // namespace zonecast::session
