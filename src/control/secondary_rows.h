// SPDX-License-Identifier: GPL-3.0-or-later
// Merges the rows a request gives for primary.secondaries with what is stored: keys kept, created,
// replaced, refused. "One key name, one secret": docs/decisions.
#pragma once

#include "control/committer.h"
#include "control/problem.h"
#include "control/zones.h"

namespace zonecast::control {

struct MergedRows {
  std::vector<model::Secondary> secondaries;
  std::vector<model::TsigKeyDocument> keys;  // to create, or to replace with another secret
  std::vector<base::SocketAddress> rekeyed;  // rows whose key got another secret under its old name
};

/// `zone_name`: whose rows these are. `stored`: its rows so far. `now`: Unix time.
Result<MergedRows> merge_rows(const std::vector<SecondaryDraft>& drafts,
                              const std::vector<model::Secondary>& stored,
                              const std::string& zone_name, std::int64_t now, Heads& heads);

}  // namespace zonecast::control
