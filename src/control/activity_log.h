// SPDX-License-Identifier: GPL-3.0-or-later
// Who did what. Changes write their line with their own commit (activity_entry.h); what is no
// change is told here.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "control/problem.h"
#include "control/zones.h"
#include "model/activity.h"

namespace zonecast::control {

using ActivityEntry = model::Activity;
using model::ActivityQuery;

/// What happened beside changes: a sign-in, a secret that was shown.
struct ActivityEvent {
  std::string action;         // "sign-in", "reveal"
  std::string resource_type;  // "session", "tsig_key"
  std::string resource_id;
  std::string zone;
  std::string before{}, after{};  // JSON objects without secrets; empty: none
};

/// Thread-safe; calls may block on the disk.
class ActivityLog {
 public:
  virtual ~ActivityLog() = default;
  /// Newest first; what `is_shown` denies is passed over.
  virtual Result<std::vector<ActivityEntry>> list(
      const ActivityQuery& query,
      const std::function<bool(const ActivityEntry&)>& is_shown) const = 0;
  /// `by`: who, and from where. An event that cannot be stored is logged.
  virtual void record(const ActivityEvent& event, const Request& by) = 0;
};

}  // namespace zonecast::control
