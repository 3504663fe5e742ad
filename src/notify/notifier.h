// SPDX-License-Identifier: GPL-3.0-or-later
// The NOTIFY service: one thread with the scheduler and its sockets (IPv4 and IPv6, UDP). Sends,
// matches and checks answers (address, ID, opcode, question, TSIG), and reports to the status
// board.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "access/key_ring.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "notify/notify_scheduler.h"
#include "publication/zone_table.h"
#include "secondaries/status_board.h"

namespace zonecast::notify {

struct NotifierSettings {
  NotifyPolicy policy;
  std::optional<base::IpAddress> source_v4;  // the first --dns address of the family
  std::optional<base::IpAddress> source_v6;
};

/// Where the NOTIFYs of a network leave from, where it says so; the settings' address otherwise.
struct NotifySource {
  std::optional<base::IpAddress> v4, v6;
};
using NotifySources = std::map<std::int64_t, NotifySource>;

/// Acknowledged or fetched serials to keep over a restart.
struct Acknowledgement {
  std::uint64_t zone_id = 0;
  base::SocketAddress destination;
  dns::Serial serial{0};
};

/// Public calls are thread-safe and return at once.
class Notifier {
 public:
  Notifier(const base::Clock& clock, base::Random& random, base::Log& log,
           const access::KeyRing& keys, secondaries::StatusBoard& board, NotifierSettings settings);
  ~Notifier();

  base::Result<void> start();
  void stop();

  /// After publication. `zone` supplies apex, SOA and serial. A zone that cannot be served is not
  /// announced.
  void zone_published(publication::PublishedZoneRef zone, std::vector<NotifyTarget> targets,
                      std::vector<std::pair<base::SocketAddress, dns::Serial>> known = {});
  void zone_removed(std::uint64_t zone_id);
  /// By hand, and for a secondary whose key got another secret under the same name; `done` gets how
  /// many are owed by it (called on the notifier's thread).
  void renotify(std::uint64_t zone_id, std::optional<base::SocketAddress> only,
                std::function<void(std::size_t)> done = {});
  /// The secondary has the serial: it need not be told again. Called at the end of each transfer,
  /// so it does not wake the thread, which knows of it before it next sends.
  void fetched(const secondaries::Pair& pair, dns::Serial serial);
  /// By network, from now on. A secondary is told from the first network of its row, else from the
  /// first of its zone, which is network 0 unless the zone says otherwise.
  void use_sources(NotifySources sources);

  /// Acknowledgements since the last call, at most one for each pair; the caller stores them. To be
  /// called now and then: what was fetched a moment ago is among those of the next call.
  std::vector<Acknowledgement> take_acknowledgements();
  struct Totals {
    std::uint64_t sent = 0, acknowledged = 0, error_answers = 0, owed = 0;
  };
  Totals totals() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zonecast::notify
