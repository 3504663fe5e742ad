// SPDX-License-Identifier: GPL-3.0-or-later
// The DNS front end: UDP and TCP endpoints on worker threads (one epoll loop each, SO_REUSEPORT),
// TSIG, ordinary queries, transfers. Reads published state only; knows no store and no HTTP.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "access/key_ring.h"
#include "access/published_views.h"
#include "base/clock.h"
#include "base/ip_address.h"
#include "base/log.h"
#include "base/result.h"
#include "publication/zone_table.h"
#include "secondaries/status_board.h"
#include "server/mac_chooser.h"
#include "server/query_counts.h"

namespace zonecast::server {

struct ServerSettings {
  std::vector<base::SocketAddress> listen;  // port 0 takes a free one, the same for UDP and TCP
  unsigned threads = 2;
  std::size_t connections_max = 4096;       // per server; the idlest goes when reached
  std::size_t pipelined_requests_max = 64;  // per connection; reading pauses beyond
  std::chrono::milliseconds idle_timeout{30'000};
  std::chrono::milliseconds stalled_write_timeout{60'000};  // no octet taken by the reader
  std::chrono::minutes transfer_timeout{120};
  DecideMacs decide_macs;  // empty: by trial
};

/// Counters since start. Relaxed atomics: totals, not a snapshot.
struct ServerTotals {
  std::atomic<std::uint64_t> udp_queries{0}, tcp_queries{0}, axfr_served{0}, ixfr_served{0},
      transfers_refused{0}, transfers_aborted{0}, transfer_octets{0}, tsig_failures{0},
      macs_in_lanes{0}, lane_runs{0}, sessions_lent{0}, connections{0}, connections_open{0},
      malformed{0};
};

class Server {
 public:
  Server(const base::Clock& clock, base::Log& log, const publication::ZoneTable& zones,
         const access::KeyRing& keys, const access::PublishedViews& views,
         secondaries::StatusBoard& board, ServerSettings settings);
  ~Server();

  /// Binds every address; an error names the one that cannot be had and why.
  base::Result<void> start();
  /// The addresses bound, with real ports, in the order of settings.listen.
  std::vector<base::SocketAddress> addresses() const;
  void stop();
  const ServerTotals& totals() const;
  /// Queries by zone id since they were last taken. While the server runs.
  QueriesByZone take_queries();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zonecast::server
