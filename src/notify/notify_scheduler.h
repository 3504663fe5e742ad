// SPDX-License-Identifier: GPL-3.0-or-later
// Whom to tell, when, how often (RFC 1996). Pure and in virtual time: takes events, says which
// NOTIFY is due. notifier.h moves the octets.
//
// On a change the first NOTIFY goes out at once when idle; then one is outstanding per (zone,
// secondary), always ending on the newest serial. Unanswered: again after 1, 2, 4 … 60 s, then
// every 15 minutes until acknowledged or fetched. An error answer ends the quick retries only. Per
// destination there is a window of unanswered NOTIFYs, so a dead secondary delays no other.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/random.h"
#include "dns/name.h"
#include "dns/rr_type.h"
#include "dns/serial.h"

namespace zonecast::notify {

struct NotifyPolicy {
  std::chrono::milliseconds first_retry{1000};
  std::chrono::milliseconds quick_retry_max{60'000};
  /// Plus up to a sixteenth, so that the zones of a dead secondary do not keep step.
  std::chrono::milliseconds slow_retry{15 * 60'000};
  /// A NOTIFY is outstanding (fills the window, holds a newer serial back) until it is answered or
  /// due again, and no longer than this. An answer that comes later still counts.
  std::chrono::milliseconds answer_timeout{5'000};
  std::size_t window_per_destination = 1000;
  std::uint32_t rate_per_second = 0;  // per destination; 0: no limit
};

struct NotifyTarget {
  base::SocketAddress destination;
  dns::Name key_name;  // root: unsigned
  friend bool operator==(const NotifyTarget&, const NotifyTarget&) = default;
};

/// One NOTIFY to send now.
struct DueNotify {
  std::uint64_t zone_id = 0;
  NotifyTarget target;
  dns::Serial serial{0};
  std::uint32_t tries = 1;   // of this serial, or since asked by hand
  std::uint64_t ticket = 0;  // given back with the answer; the same for all tries of a serial
};

enum class NotifyOutcome : std::uint8_t { acknowledged, error_answer, not_implemented };

/// One thread. Each event costs O(log n) of the pairs with a timer, and a walk over the secondaries
/// of its own zone. About 80 octets per (zone, secondary).
class NotifyScheduler {
 public:
  NotifyScheduler(base::Random& random, NotifyPolicy policy);
  ~NotifyScheduler();

  /// The notify set and serial of a zone, as of now. Targets not among them any more are dropped; a
  /// target that is new, or whose key changed, is owed a NOTIFY; so is everyone when the serial
  /// moved. `known`: what targets acknowledged or fetched before a restart (empty vector
  /// otherwise). Of two targets with one destination the first counts.
  void set_zone(std::uint64_t zone_id, dns::Serial serial, std::vector<NotifyTarget> targets,
                base::Monotonic now,
                const std::vector<std::pair<base::SocketAddress, dns::Serial>>& known = {});
  void remove_zone(std::uint64_t zone_id);
  /// By hand: owed again, to all or one destination, whatever was acknowledged. Returns how many.
  std::size_t renotify(std::uint64_t zone_id, std::optional<base::SocketAddress> only,
                       base::Monotonic now);

  /// The NOTIFYs due at `now`, at most `count_max`; they then count as sent. Destinations take
  /// turns.
  std::vector<DueNotify> take_due(base::Monotonic now, std::size_t count_max);
  /// The earliest time at which take_due() may give something (one already past means at once);
  /// nothing when all is done.
  std::optional<base::Monotonic> next_due() const;

  /// The answer to `ticket`, whichever of its tries it answers. A stale ticket is ignored.
  void answered(std::uint64_t zone_id, base::SocketAddress destination, std::uint64_t ticket,
                NotifyOutcome outcome, base::Monotonic now);
  /// The secondary transferred `serial`, or showed that it has it.
  void fetched(std::uint64_t zone_id, base::SocketAddress destination, dns::Serial serial,
               base::Monotonic now);

  /// (zone, secondary) pairs still owed a NOTIFY of the zone's serial.
  std::size_t owed() const;
  /// NOTIFYs to `destination` that fill its window.
  std::size_t outstanding(const base::SocketAddress& destination) const;
  /// The newest serial that the secondary acknowledged or fetched.
  std::optional<dns::Serial> acknowledged(std::uint64_t zone_id,
                                          base::SocketAddress destination) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zonecast::notify
