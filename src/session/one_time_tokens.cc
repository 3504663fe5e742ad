// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/one_time_tokens.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace zonecast::session {

std::string OneTimeTokens::issue(Principal principal) {
  std::array<std::uint8_t, 16> octets{};
  const std::lock_guard lock(mutex_);
  random_.fill(octets);
  auto token = base::to_hex(octets);
  forget_expired();
  if (issued_.size() >= one_time_tokens_max) {
    issued_.erase(
        std::ranges::min_element(issued_, {}, [](const auto& entry) { return entry.second.at; }));
  }
  issued_[digest_of(token)] = {std::move(principal), clock_.monotonic()};
  return token;
}

std::optional<Principal> OneTimeTokens::redeem(std::string_view token) {
  const auto digest = digest_of(token);
  const std::lock_guard lock(mutex_);
  forget_expired();
  auto found = issued_.extract(digest);
  if (!found) return std::nullopt;
  return std::move(found.mapped().principal);
}

void OneTimeTokens::forget_expired() {
  const auto now = clock_.monotonic();
  std::erase_if(issued_,
                [&](const auto& entry) { return entry.second.at + one_time_token_life <= now; });
}

}  // namespace zonecast::session
