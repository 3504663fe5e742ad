// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/sign_in_delay.h"

#include <algorithm>

namespace zonecast::session {

std::chrono::seconds SignInDelay::wait_of(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto found = attempts_.find(address);
  if (found == attempts_.end()) return std::chrono::seconds(0);
  const auto left = found->second.next - clock_.monotonic();
  return std::max(std::chrono::ceil<std::chrono::seconds>(left), std::chrono::seconds(0));
}

void SignInDelay::failed(const std::string& address) {
  const auto now = clock_.monotonic();
  const std::lock_guard lock(mutex_);
  if (attempts_.size() >= addresses_max && !attempts_.contains(address)) {
    std::erase_if(attempts_, [&](const auto& entry) {
      return entry.second.last + attempts_remembered <= now;
    });
    // Still full: whoever waits least is let go.
    if (attempts_.size() >= addresses_max) {
      attempts_.erase(std::ranges::min_element(
          attempts_, {}, [](const auto& entry) { return entry.second.next; }));
    }
  }
  auto& attempts = attempts_[address];
  if (attempts.failed > 0 && attempts.last + attempts_remembered <= now) attempts.failed = 0;
  attempts.last = now;
  if (++attempts.failed <= free_attempts) {
    attempts.next = now;
    return;
  }
  const auto doublings = std::min(attempts.failed - free_attempts - 1, 16U);
  attempts.next = now + std::min(std::chrono::seconds(1LL << doublings), delay_max);
}

void SignInDelay::succeeded(const std::string& address) {
  const std::lock_guard lock(mutex_);
  attempts_.erase(address);
}

}  // namespace zonecast::session
