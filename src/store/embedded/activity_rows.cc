// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/activity_rows.h"

#include <limits>

namespace zonecast::store {
namespace {

#define ZC_ACTIVITY_COLUMNS                                                                   \
  "id, at, position, actor, actor_name, source, request_id, comment, action, resource_type, " \
  "resource_id, zone, before, after"

Activity entry_of(const Query& row) {
  Activity entry;
  entry.id = row.number(0);
  entry.at = row.integer(1);
  entry.position = row.number(2);
  entry.actor = row.text(3);
  entry.actor_name = row.text(4);
  entry.source = row.text(5);
  entry.request_id = row.text(6);
  entry.comment = row.text(7);
  entry.action = row.text(8);
  entry.resource_type = row.text(9);
  entry.resource_id = row.text(10);
  entry.zone = row.text(11);
  entry.before = row.text(12);
  entry.after = row.text(13);
  return entry;
}

bool meets(const Activity& entry, const ActivityQuery& query) {
  const auto is = [](const std::string& wanted, const std::string& value) {
    return wanted.empty() || wanted == value;
  };
  return (!query.start || entry.at >= *query.start) && (!query.end || entry.at <= *query.end) &&
         is(query.actor, entry.actor) && is(query.action, entry.action) &&
         is(query.resource_type, entry.resource_type);
}

}  // namespace

void put_activity(Connection& connection, const Activity& entry, Position position) {
  connection
      .query(
          "INSERT INTO activity (at, position, actor, actor_name, source, request_id, comment, "
          "action, resource_type, resource_id, zone, before, after) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")
      .bind(entry.at, position, entry.actor, entry.actor_name, entry.source, entry.request_id,
            entry.comment, entry.action, entry.resource_type, entry.resource_id, entry.zone,
            entry.before, entry.after)
      .execute();
}

std::vector<Activity> find_activity(Connection& connection, const ActivityQuery& query,
                                    const std::function<bool(const Activity&)>& is_wanted) {
  std::vector<Activity> found;
  const auto before = query.before_id == 0 ? std::numeric_limits<std::int64_t>::max()
                                           : static_cast<std::int64_t>(query.before_id);
  auto row = query.zone.empty()
                 ? connection.query("SELECT " ZC_ACTIVITY_COLUMNS
                                    " FROM activity WHERE id > ?1 AND id < ?2 ORDER BY id DESC")
                 : connection.query("SELECT " ZC_ACTIVITY_COLUMNS
                                    " FROM activity WHERE zone = ?3 AND id > ?1 AND id < ?2 "
                                    "ORDER BY zone DESC, id DESC");
  if (query.zone.empty()) {
    row.bind(query.after_id, before);
  } else {
    row.bind(query.after_id, before, query.zone);
  }
  while (found.size() < query.count_max && row.next()) {
    // Times rise with ids, as long as the clock is not set back by more than a day.
    constexpr std::int64_t clock_slack_s = 24 * 60 * 60;
    if (query.start && row.integer(1) < *query.start - clock_slack_s) break;
    auto entry = entry_of(row);
    if (meets(entry, query) && is_wanted(entry)) found.push_back(std::move(entry));
  }
  return found;
}

}  // namespace zonecast::store
