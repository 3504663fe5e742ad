// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/told_refusals.h"

#include <algorithm>
#include <utility>

namespace zonecast::session {

std::optional<std::uint64_t> ToldRefusals::take() {
  const std::lock_guard lock(mutex_);
  const auto intervals = (clock_.monotonic() - since_) / refusal_interval;
  since_ += intervals * refusal_interval;
  allowed_ = static_cast<unsigned>(
      std::min<std::int64_t>(std::int64_t{allowed_} + intervals, refusals_at_once));
  if (allowed_ == 0) {
    ++left_out_;
    return std::nullopt;
  }
  --allowed_;
  return std::exchange(left_out_, 0);
}

}  // namespace zonecast::session
