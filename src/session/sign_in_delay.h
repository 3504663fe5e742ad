// SPDX-License-Identifier: GPL-3.0-or-later
// How long somebody who tried wrong keys has to wait for the next attempt: nothing after the first
// few, then twice as long each time.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"

namespace zonecast::session {

inline constexpr unsigned free_attempts = 3;
inline constexpr std::chrono::seconds delay_max{300};
inline constexpr std::chrono::minutes attempts_remembered{60};
inline constexpr std::size_t addresses_max = 10'000;

/// Thread-safe.
class SignInDelay {
 public:
  explicit SignInDelay(const base::Clock& clock) : clock_(clock) {}
  /// What is left of the wait; zero when an attempt may be made.
  std::chrono::seconds wait_of(const std::string& address);
  void failed(const std::string& address);
  void succeeded(const std::string& address);

 private:
  struct Attempts {
    unsigned failed = 0;
    base::Monotonic last, next;
  };
  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Attempts> attempts_;
};

}  // namespace zonecast::session
