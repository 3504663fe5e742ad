// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of each secondary: asked, sent, finished, refused, notified, acknowledged. Status
// is data, not log lines.
//
// A hundred thousand zones have some hundred thousand pairs, most of which were only ever notified.
// So a pair costs a small node here, each kind of event its own allocation when it first happens,
// and texts that repeat (key names, kinds) are kept once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "dns/name.h"
#include "dns/rr_type.h"
#include "dns/serial.h"
#include "dns/tsig.h"

namespace zonecast::secondaries {

/// (zone, secondary). The secondary is a configured row's address and port; a client without a row
/// goes under its own address with port 0.
struct Pair {
  std::uint64_t zone_id = 0;
  base::SocketAddress secondary;
  friend auto operator<=>(const Pair&, const Pair&) = default;
};

enum class TransferResult : std::uint8_t { finished, aborted, timed_out };

struct TransferEvent {
  Pair pair;
  base::WallTime at;
  std::string kind;  // "axfr", "ixfr", "ixfr-as-axfr", "up-to-date"
  std::optional<dns::Serial> from;
  dns::Serial to{0};
  std::uint64_t messages = 0, records = 0, octets = 0;
  std::uint64_t duration_us = 0;
  std::string key_name;  // empty: unsigned
  TransferResult result = TransferResult::finished;
};

struct NotifyEvent {
  Pair pair;
  base::WallTime at;
  dns::Serial serial{0};
  std::uint32_t tries = 1;
  bool answered = false;  // false: this records a sending
  dns::Rcode rcode{};
  std::string
      tsig;  // "verified", "unsigned", "badsig", … of the answer; "" when unsigned both ways
  std::uint64_t rtt_us = 0;
  std::string key_name;
};

struct RefusalEvent {
  Pair pair;
  base::WallTime at;
  dns::RrType qtype{};
  dns::Rcode rcode{};
  std::string why;  // "no row lists 192.0.2.9", "BADKEY ns9.key."
};

struct SoaQueryEvent {
  Pair pair;
  base::WallTime at;
  std::string key_name;
};

/// The last of each kind, and what follows from them.
struct SecondaryStatus {
  std::optional<SoaQueryEvent> soa_query;
  std::optional<TransferEvent> transfer;
  std::optional<NotifyEvent> notify_sent;
  std::optional<NotifyEvent> notify_answer;
  std::optional<RefusalEvent> refusal;
  std::optional<dns::Serial> acknowledged;  // newest serial of a good NOTIFY answer
  std::optional<dns::Serial> fetched;       // newest serial transferred, or known current by IXFR
  std::uint32_t transfers_running = 0;
  std::optional<base::WallTime> running_since;  // the transfer begun last, while one is running
};

/// Pairs of clients that no row lists, in all zones together; the oldest go first.
inline constexpr std::size_t unknown_clients_max = 4096;

/// Thread-safe; each call takes a short lock. Bounded: by the rows configured and
/// unknown_clients_max.
class StatusBoard {
 public:
  StatusBoard();
  ~StatusBoard();
  StatusBoard(const StatusBoard&) = delete;
  StatusBoard& operator=(const StatusBoard&) = delete;

  /// A transfer starts; record(TransferEvent) of the same pair ends it.
  void transfer_begun(const Pair& pair, base::WallTime at);
  void record(const TransferEvent& event);
  void record(const NotifyEvent& event);
  void record(const RefusalEvent& event);
  void record(const SoaQueryEvent& event);
  SecondaryStatus status(const Pair& pair) const;
  std::vector<std::pair<Pair, SecondaryStatus>> zone(std::uint64_t zone_id) const;
  void forget_zone(std::uint64_t zone_id);
  /// A row was removed.
  void forget(const Pair& pair);

  /// Called, outside the lock, after a transfer finished at a serial, or IXFR showed that the
  /// secondary has it already; NOTIFY need not repeat then.
  using FetchListener = std::function<void(const Pair&, dns::Serial)>;
  void on_fetch(FetchListener listener);  // before any event

 private:
  struct Facts;
  struct State;
  Facts& facts_of(const Pair& pair);
  const std::string* interned(const std::string& text);
  SecondaryStatus status_of(const Pair& pair, const Facts& facts) const;

  mutable std::mutex mutex_;
  std::unique_ptr<State> state_;
  FetchListener on_fetch_;
};

}  // namespace zonecast::secondaries
