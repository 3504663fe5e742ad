// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/activity_service.h"

namespace zonecast::control {

Result<std::vector<ActivityEntry>> ActivityService::list(
    const ActivityQuery& query, const std::function<bool(const ActivityEntry&)>& is_shown) const {
  auto entries = store_.activity(query, is_shown);
  if (!entries) {
    return problem(ProblemKind::unavailable,
                   "the activity log cannot be read: " + entries.error().message);
  }
  return *std::move(entries);
}

void ActivityService::record(const ActivityEvent& event, const Request& by) {
  store::Activity entry;
  entry.at = clock_.unix_seconds();
  entry.actor = by.actor;
  entry.actor_name = by.actor_name;
  entry.source = by.source;
  entry.request_id = by.request_id;
  entry.comment = by.comment;
  entry.action = event.action;
  entry.resource_type = event.resource_type;
  entry.resource_id = event.resource_id;
  entry.zone = event.zone;
  entry.before = event.before;
  entry.after = event.after;
  if (const auto done = store_.record_activity({std::move(entry)}); !done) {
    log_.warning("activity not stored", {{"actor", by.actor},
                                         {"action", event.action},
                                         {"resource", event.resource_id},
                                         {"reason", done.error().message}});
  }
}

}  // namespace zonecast::control
