// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include "access/key_ring.h"
#include "access/published_views.h"
#include "base/clock.h"
#include "base/log.h"
#include "publication/zone_table.h"
#include "secondaries/status_board.h"
#include "server/server.h"

namespace zonecast::server {

/// What every thread of the server reads and reports to. All of it is thread-safe and outlives
/// them.
struct DataPlane {
  const base::Clock& clock;
  base::Log& log;
  const publication::ZoneTable& zones;
  const access::KeyRing& keys;
  const access::PublishedViews& views;
  secondaries::StatusBoard& board;
  ServerTotals& totals;
  std::chrono::milliseconds idle_timeout{30'000};  // told to clients that ask (RFC 7828)
};

inline void count(std::atomic<std::uint64_t>& total, std::uint64_t by = 1) {
  total.fetch_add(by, std::memory_order_relaxed);
}

}  // namespace zonecast::server
