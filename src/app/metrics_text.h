// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "notify/notifier.h"
#include "publication/zone_table.h"
#include "server/server.h"
#include "store/store.h"

namespace zonecast::app {

/// Server totals in the Prometheus text format.
std::string metrics_text(const server::ServerTotals& server, const notify::Notifier::Totals& notify,
                         const publication::ZoneTable& zones, const store::Store& store);

}  // namespace zonecast::app
