// SPDX-License-Identifier: GPL-3.0-or-later
// The activity log as rows.
#pragma once

#include <functional>
#include <vector>

#include "store/embedded/sqlite.h"
#include "store/store.h"

namespace zonecast::store {

/// Within an open SQL transaction. Throws SqlFailure.
void put_activity(Connection& connection, const Activity& entry, Position position);

/// Newest first. Throws SqlFailure.
std::vector<Activity> find_activity(Connection& connection, const ActivityQuery& query,
                                    const std::function<bool(const Activity&)>& is_wanted);

}  // namespace zonecast::store
