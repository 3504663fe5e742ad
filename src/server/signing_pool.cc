// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/signing_pool.h"

namespace zonecast::server {

bool SigningPool::open(std::size_t own) {
  const std::lock_guard lock(mutex_);
  if (is_open_) return false;
  is_open_ = true;
  count_ = own;
  return true;
}

bool SigningPool::lend(std::span<Signing* const> signing, const dns::MacChoice& choice) {
  const std::lock_guard lock(mutex_);
  if (!is_open_ || !choice.joining_pays(signing.size(), count_ + lent_.size())) return false;
  lent_.insert(lent_.end(), signing.begin(), signing.end());
  has_lent_ = true;
  return true;
}

void SigningPool::take(std::vector<Signing*>& guests, std::size_t own) {
  if (has_lent_) {
    const std::lock_guard lock(mutex_);
    guests.insert(guests.end(), lent_.begin(), lent_.end());
    lent_.clear();
    has_lent_ = false;
  }
  count_ = own + guests.size();
}

bool SigningPool::close() {
  const std::lock_guard lock(mutex_);
  if (has_lent_) return false;
  is_open_ = false;
  return true;
}

}  // namespace zonecast::server
