// SPDX-License-Identifier: GPL-3.0-or-later
// The activity log over the store.
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "control/activity_log.h"
#include "store/store.h"

namespace zonecast::control {

/// Thread-safe.
class ActivityService final : public ActivityLog {
 public:
  ActivityService(const base::Clock& clock, store::Store& store, base::Log& log)
      : clock_(clock), store_(store), log_(log) {}

  Result<std::vector<ActivityEntry>> list(
      const ActivityQuery& query,
      const std::function<bool(const ActivityEntry&)>& is_shown) const override;
  void record(const ActivityEvent& event, const Request& by) override;

 private:
  const base::Clock& clock_;
  store::Store& store_;
  base::Log& log_;
};

}  // namespace zonecast::control
