// SPDX-License-Identifier: GPL-3.0-or-later
// When API keys were last used, across restarts: kept in memory, stored once a minute at most.
#pragma once

#include "base/log.h"
#include "control/api_key_table.h"
#include "store/store.h"

namespace zonecast::control {

/// At start.
base::Result<void> read_last_accesses(ApiKeyTable& table, store::Store& store);
/// Those since the last call. What cannot be stored is logged and lost, as it is only told.
void store_last_accesses(ApiKeyTable& table, store::Store& store, base::Log& log);

}  // namespace zonecast::control
