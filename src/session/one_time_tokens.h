// SPDX-License-Identifier: GPL-3.0-or-later
// The tokens of links that sign in once.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "session/session_registry.h"

namespace zonecast::session {

inline constexpr std::chrono::minutes one_time_token_life{15};
inline constexpr std::size_t one_time_tokens_max = 100;  // the oldest goes first

/// Thread-safe.
class OneTimeTokens {
 public:
  OneTimeTokens(const base::Clock& clock, base::Random& random) : clock_(clock), random_(random) {}

  std::string issue(Principal principal);
  /// For whom it was issued; nothing when it is unknown, too old, or was redeemed before.
  std::optional<Principal> redeem(std::string_view token);

 private:
  struct Issued {
    Principal principal;
    base::Monotonic at;
  };
  void forget_expired();

  const base::Clock& clock_;
  base::Random& random_;
  std::mutex mutex_;
  std::map<std::string, Issued, std::less<>> issued_;  // by digest
};

}  // namespace zonecast::session
