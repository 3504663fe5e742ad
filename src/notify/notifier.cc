// SPDX-License-Identifier: GPL-3.0-or-later
// Calls from other threads become commands in a queue; an eventfd wakes the thread, which alone
// touches the scheduler, the sockets and what is outstanding.
#include "notify/notifier.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>
#include <variant>

#include "base/assert.h"
#include "base/file_descriptor.h"
#include "dns/message.h"
#include "notify/notify_message.h"
#include "notify/notify_socket.h"

namespace zonecast::notify {
namespace {

using base::Monotonic;
using base::SocketAddress;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t due_at_once = 256;
/// How long an answer is known for one after it counts as lost.
constexpr seconds grace{5};
constexpr int id_draws_max = 64;
constexpr milliseconds sweep_interval{1000};
/// Fetches that may wait until something else is to be done.
constexpr std::size_t quiet_commands_max = 64;

struct Published {
  publication::PublishedZoneRef zone;
  std::vector<NotifyTarget> targets;
  std::vector<std::pair<SocketAddress, dns::Serial>> known;
};
struct Removed {
  std::uint64_t zone_id = 0;
};
struct ByHand {
  std::uint64_t zone_id = 0;
  std::optional<SocketAddress> only;
  std::function<void(std::size_t)> done;
};
struct Fetched {
  secondaries::Pair pair;
  dns::Serial serial{0};
};
struct Sources {
  NotifySources by_network;
};
using Command = std::variant<Published, Removed, ByHand, Fetched, Sources>;

/// Answers are matched per destination: a 16-bit ID alone would soon repeat.
struct ExchangeId {
  SocketAddress destination;
  std::uint16_t id = 0;
  friend bool operator==(const ExchangeId&, const ExchangeId&) = default;
};
struct ExchangeIdHash {
  std::size_t operator()(const ExchangeId& exchange) const {
    std::uint64_t words[2] = {};
    std::memcpy(words, exchange.destination.address.octets(), sizeof words);
    std::size_t hash = exchange.id | std::size_t{exchange.destination.port} << 16;
    for (const auto word : words) hash = (hash ^ word) * 0x9e37'79b9'7f4a'7c15U;
    return hash;
  }
};

struct PairHash {
  std::size_t operator()(const secondaries::Pair& pair) const {
    return ExchangeIdHash()({pair.secondary, 0}) + pair.zone_id * 0x9e37'79b9'7f4a'7c15U;
  }
};

/// A NOTIFY sent and not answered.
struct Exchange {
  DueNotify notify;
  dns::Name zone;
  dns::TsigKeyRef key;  // null: unsigned
  base::Bytes mac;
  Monotonic sent_at{};
  bool evidence_kept = false;  // of an answer that does not count; one is enough
};

}  // namespace

struct Notifier::State {
  State(const base::Clock& c, base::Random& r, base::Log& l, const access::KeyRing& k,
        secondaries::StatusBoard& b, NotifierSettings s)
      : clock(c),
        random(r),
        log(l),
        keys(k),
        board(b),
        settings(std::move(s)),
        scheduler(r, settings.policy) {}

  // From any thread.

  void push(Command command) {
    {
      const std::lock_guard lock(mutex);
      commands.push_back(std::move(command));
      if (std::exchange(woken, true)) return;
    }
    wake();
  }
  /// What makes nothing due: it is obeyed before anything is sent, and until then it would only
  /// wake the thread.
  void push_quietly(Command command) {
    {
      const std::lock_guard lock(mutex);
      commands.push_back(std::move(command));
      if (commands.size() < quiet_commands_max || std::exchange(woken, true)) return;
    }
    wake();
  }
  void wake() const {
    const std::uint64_t one = 1;
    if (waker) [[maybe_unused]]
      const auto written = ::write(waker.get(), &one, sizeof one);
  }

  // The notifier's thread.

  void run() {
    ::pthread_setname_np(::pthread_self(), "zc-notify");
    while (!stopping) {
      obey();
      receive();
      owed = scheduler.owed();  // what is sent below was owed: the totals shall not say otherwise
      const bool more = send();
      sweep();
      wait(more ? milliseconds(0) : patience());
    }
  }

  void wait(milliseconds patience) {
    std::array<epoll_event, 4> events{};
    // Whatever woke us, the loop looks at everything.
    if (::epoll_wait(poller.get(), events.data(), events.size(),
                     static_cast<int>(patience.count())) > 0) {
      std::uint64_t count = 0;
      [[maybe_unused]] const auto read = ::read(waker.get(), &count, sizeof count);
    }
  }

  /// Until something falls due; -1 for ever.
  milliseconds patience() const {
    auto next = blocked() ? std::nullopt : scheduler.next_due();
    if (!exchanges.empty())
      next = std::min(next.value_or(Monotonic::max()), swept_at + sweep_interval);
    if (!next) return milliseconds(-1);
    const auto now = clock.monotonic();
    if (*next <= now) return milliseconds(0);
    return std::min(std::chrono::ceil<milliseconds>(*next - now), milliseconds(60'000));
  }

  void obey() {
    std::vector<Command> taken;
    {
      const std::lock_guard lock(mutex);
      taken.swap(commands);
      woken = false;
    }
    for (auto& command : taken) std::visit([this](auto& what) { obey(what); }, command);
  }

  void obey(Published& what) {
    const auto zone_id = what.zone->zone_id;
    if (!what.zone->version || !what.zone->unservable().empty()) return forget(zone_id);
    const auto serial = what.zone->version->serial();
    if (what.targets.empty()) {
      zones.erase(zone_id);
    } else {
      zones.insert_or_assign(zone_id, std::move(what.zone));
    }
    scheduler.set_zone(zone_id, serial, std::move(what.targets), clock.monotonic(), what.known);
  }
  void obey(const Removed& what) { forget(what.zone_id); }
  void obey(const ByHand& what) {
    const auto count = scheduler.renotify(what.zone_id, what.only, clock.monotonic());
    if (what.done) what.done(count);
  }
  void obey(const Fetched& what) {
    scheduler.fetched(what.pair.zone_id, what.pair.secondary, what.serial, clock.monotonic());
    // Clients without a row, and serials older than what is known, are not worth keeping.
    if (scheduler.acknowledged(what.pair.zone_id, what.pair.secondary) == what.serial)
      keep(what.pair, what.serial);
  }
  /// Sockets that no network asks for any more are closed: an answer still to come is lost, and the
  /// NOTIFY is sent again.
  void obey(Sources& what) {
    sources = std::move(what.by_network);
    std::erase_if(by_source, [this](const auto& entry) {
      return std::ranges::none_of(sources, [&](const auto& network) {
        return network.second.v4 == entry.first || network.second.v6 == entry.first;
      });
    });
  }

  void forget(std::uint64_t zone_id) {
    scheduler.remove_zone(zone_id);
    zones.erase(zone_id);
  }

  void keep(const secondaries::Pair& pair, dns::Serial serial) {
    const std::lock_guard lock(mutex);
    acknowledgements.insert_or_assign(pair, serial);
  }

  /// What is sent over IPv4, or over IPv6.
  struct Family {
    std::optional<NotifySocket> socket;
    std::vector<Datagram> unsent;  // waits for room in the kernel
    std::uint32_t watched = 0;     // the epoll events asked for
  };
  template <typename Act>
  void for_each_family(Act act) {
    act(v4);
    act(v6);
    for (auto& [source, family] : by_source) act(family);
  }
  bool blocked() const {
    return !v4.unsent.empty() || !v6.unsent.empty() ||
           std::ranges::any_of(by_source,
                               [](const auto& each) { return !each.second.unsent.empty(); });
  }
  /// What a NOTIFY of this zone leaves from.
  Family& family_for(const publication::PublishedZone& zone, const SocketAddress& destination) {
    Family& usual = destination.address.is_v4() ? v4 : v6;
    if (sources.empty()) return usual;
    std::int64_t network =
        zone.networks() && !zone.networks()->empty() ? zone.networks()->front() : 0;
    if (zone.transfers) network = zone.transfers->network_of(destination).value_or(network);
    const auto found = sources.find(network);
    if (found == sources.end()) return usual;
    const auto& source = destination.address.is_v4() ? found->second.v4 : found->second.v6;
    if (!source) return usual;
    const auto [at, is_new] = by_source.try_emplace(*source);
    Family& family = at->second;
    if (family.socket) return family;
    auto opened = NotifySocket::open(*source);
    if (opened) {
      family.socket = std::move(*opened);
      watch(family, EPOLLIN);
    } else if (is_new) {
      // From another address it must not go: the secondary would not know it. Retries try again.
      log.warning("NOTIFY of a network is off",
                  {{"network", network}, {"reason", opened.error().message}});
    }
    return family;
  }

  /// True when there is more to send at once.
  bool send() {
    for_each_family([this](Family& family) { flush(family); });
    if (blocked()) return false;
    const auto due = scheduler.take_due(clock.monotonic(), due_at_once);
    const auto unix_seconds = static_cast<std::uint64_t>(clock.unix_seconds());
    for (const auto& notify : due) prepare(notify, unix_seconds);
    for_each_family([this](Family& family) { flush(family); });
    return due.size() == due_at_once;
  }

  void prepare(const DueNotify& notify, std::uint64_t unix_seconds) {
    const auto zone = zones.find(notify.zone_id);
    ZC_ASSERT(zone != zones.end());
    const auto& destination = notify.target.destination;
    Exchange exchange;
    if (!notify.target.key_name.view().is_root()) {
      exchange.key = keys.find(notify.target.key_name);
      if (!exchange.key) {
        // Unsigned it must not go. The slow retries look again.
        if (keys_missed.insert(notify.target.key_name).second) {
          log.warning("no key to sign NOTIFY with",
                      {{"zone", zone->second->name()},
                       {"secondary", destination.to_text()},
                       {"key", dns::to_text(notify.target.key_name)}});
        }
        scheduler.answered(notify.zone_id, destination, notify.ticket, NotifyOutcome::error_answer,
                           clock.monotonic());
        return;
      }
    }
    ExchangeId id{destination, random.u16()};
    // Each draw meets one of at most some thousands; should all fail, the older exchange gives way.
    for (int draws = 1; draws < id_draws_max && exchanges.contains(id); ++draws)
      id.id = random.u16();

    const auto soa = zone->second->version->soa();
    auto message = render_notify(writer, id.id, soa, exchange.key, unix_seconds);
    if (exchange.key) exchange.key->note_signed(unix_seconds);
    exchange.notify = notify;
    exchange.zone = dns::Name(soa.owner);
    exchange.mac = std::move(message.mac);
    exchange.sent_at = clock.monotonic();
    family_for(*zone->second, destination).unsent.push_back({destination, std::move(message.wire)});

    ++sent;
    board.record(secondaries::NotifyEvent{.pair = {notify.zone_id, destination},
                                          .at = clock.wall(),
                                          .serial = notify.serial,
                                          .tries = notify.tries,
                                          .answered = false,
                                          .rcode = {},
                                          .tsig = {},
                                          .rtt_us = 0,
                                          .key_name = key_text(exchange.key)});
    exchanges.insert_or_assign(id, std::move(exchange));
  }

  static std::string key_text(const dns::TsigKeyRef& key) {
    return key ? dns::to_text_undotted(key->name()) : std::string();
  }

  void flush(Family& family) {
    auto& [socket, unsent, watched] = family;
    if (unsent.empty()) return;
    const auto done = socket ? socket->send(unsent) : unsent.size();  // no such family here: lost
    unsent.erase(unsent.begin(), unsent.begin() + static_cast<std::ptrdiff_t>(done));
    if (socket) watch(family, unsent.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
  }

  bool watch(Family& family, std::uint32_t events) {
    if (!family.socket || family.watched == events) return true;
    epoll_event event{};
    event.events = events;
    const int operation = family.watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    family.watched = events;
    return ::epoll_ctl(poller.get(), operation, family.socket->fd(), &event) == 0;
  }

  void receive() {
    const auto accept = [this](const SocketAddress& peer, base::ByteView octets) {
      answer(peer, octets);
    };
    for_each_family([&](Family& family) {
      // Bounded, so that a flood of answers does not keep NOTIFYs from going out.
      for (int batches = 0; family.socket && batches < 16; ++batches) {
        if (!family.socket->receive(accept)) break;
      }
    });
  }

  void answer(const SocketAddress& peer, base::ByteView octets) {
    const auto header = dns::parse_header(octets);
    if (!header) return;
    const auto found = exchanges.find(ExchangeId{peer, header->id});
    if (found == exchanges.end()) return;
    const auto message = dns::parse_message(octets);
    if (!message) return;
    auto& exchange = found->second;
    const auto checked = check_answer(*message, exchange.zone, exchange.key, exchange.mac,
                                      static_cast<std::uint64_t>(clock.unix_seconds()));
    if (!checked) return;
    if (!checked->counts && std::exchange(exchange.evidence_kept, true)) return;

    const auto now = clock.monotonic();
    const auto& notify = exchange.notify;
    const secondaries::Pair pair{notify.zone_id, peer};
    board.record(secondaries::NotifyEvent{
        .pair = pair,
        .at = clock.wall(),
        .serial = notify.serial,
        .tries = notify.tries,
        .answered = true,
        .rcode = checked->rcode,
        .tsig = checked->tsig,
        .rtt_us = static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(now - exchange.sent_at).count()),
        .key_name = key_text(exchange.key)});
    if (!checked->counts || checked->rcode != dns::Rcode::noerror) {
      log.info("NOTIFY not accepted", {{"zone", dns::to_text_undotted(exchange.zone)},
                                       {"secondary", peer.to_text()},
                                       {"rcode", dns::to_text(checked->rcode)},
                                       {"tsig", checked->tsig}});
    }
    if (!checked->counts) return;  // a right answer may still come

    auto outcome = NotifyOutcome::error_answer;
    if (checked->rcode == dns::Rcode::noerror) {
      outcome = NotifyOutcome::acknowledged;
      ++acknowledged;
      keep(pair, notify.serial);
    } else {
      ++error_answers;
      if (checked->rcode == dns::Rcode::notimp) outcome = NotifyOutcome::not_implemented;
    }
    scheduler.answered(notify.zone_id, peer, notify.ticket, outcome, now);
    exchanges.erase(found);
  }

  void sweep() {
    const auto now = clock.monotonic();
    if (now < swept_at + sweep_interval) return;
    swept_at = now;
    const auto lifetime = settings.policy.answer_timeout + grace;
    boost::unordered::erase_if(exchanges, [now, lifetime](const auto& entry) {
      return entry.second.sent_at + lifetime <= now;
    });
  }

  const base::Clock& clock;
  base::Random& random;
  base::Log& log;
  const access::KeyRing& keys;
  secondaries::StatusBoard& board;
  const NotifierSettings settings;

  std::mutex mutex;
  std::vector<Command> commands;  // under mutex
  bool woken = false;             // under mutex: the thread will look at them without being asked
  boost::unordered_flat_map<secondaries::Pair, dns::Serial, PairHash>
      acknowledgements;  // under mutex

  std::atomic<bool> stopping = false;
  std::atomic<std::uint64_t> sent = 0, acknowledged = 0, error_answers = 0, owed = 0;

  NotifyScheduler scheduler;
  boost::unordered_flat_map<std::uint64_t, publication::PublishedZoneRef>
      zones;  // those with targets
  boost::unordered_flat_map<ExchangeId, Exchange, ExchangeIdHash> exchanges;
  // Told once each.
  std::unordered_set<dns::Name, dns::NameHash, dns::NameEqual> keys_missed;
  dns::MessageWriter writer{notify_octets_max};
  Monotonic swept_at{};
  Family v4, v6;
  NotifySources sources;
  std::map<base::IpAddress, Family> by_source;  // of networks; opened when first used

  base::FileDescriptor poller{::epoll_create1(EPOLL_CLOEXEC)};
  const base::FileDescriptor waker{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::thread thread;
};

Notifier::Notifier(const base::Clock& clock, base::Random& random, base::Log& log,
                   const access::KeyRing& keys, secondaries::StatusBoard& board,
                   NotifierSettings settings)
    : state_(std::make_unique<State>(clock, random, log, keys, board, std::move(settings))) {}

Notifier::~Notifier() { stop(); }

base::Result<void> Notifier::start() {
  auto& s = *state_;
  const auto open = [&s](const std::optional<base::IpAddress>& source, const char* any,
                         std::optional<NotifySocket>& socket) -> base::Result<void> {
    auto opened = NotifySocket::open(source ? *source : *base::IpAddress::parse(any));
    if (opened) {
      socket = std::move(*opened);
    } else if (source) {
      return std::unexpected(opened.error());
    } else {
      s.log.info("NOTIFY of one address family is off", {{"reason", opened.error().message}});
    }
    return {};
  };
  if (auto opened = open(s.settings.source_v4, "0.0.0.0", s.v4.socket); !opened) return opened;
  if (auto opened = open(s.settings.source_v6, "::", s.v6.socket); !opened) return opened;

  epoll_event event{};
  event.events = EPOLLIN;
  if (::epoll_ctl(s.poller.get(), EPOLL_CTL_ADD, s.waker.get(), &event) != 0 ||
      !s.watch(s.v4, EPOLLIN) || !s.watch(s.v6, EPOLLIN))
    return base::failure(std::string("cannot wait for events: ") + std::strerror(errno));
  s.stopping = false;
  s.thread = std::thread([&s] { s.run(); });
  return {};
}

void Notifier::stop() {
  auto& s = *state_;
  if (!s.thread.joinable()) return;
  s.stopping = true;
  s.wake();
  s.thread.join();
  s.obey();  // what was fetched meanwhile is still to be kept
}

void Notifier::zone_published(publication::PublishedZoneRef zone, std::vector<NotifyTarget> targets,
                              std::vector<std::pair<SocketAddress, dns::Serial>> known) {
  state_->push(Published{std::move(zone), std::move(targets), std::move(known)});
}
void Notifier::zone_removed(std::uint64_t zone_id) { state_->push(Removed{zone_id}); }
void Notifier::renotify(std::uint64_t zone_id, std::optional<SocketAddress> only,
                        std::function<void(std::size_t)> done) {
  state_->push(ByHand{zone_id, only, std::move(done)});
}
void Notifier::fetched(const secondaries::Pair& pair, dns::Serial serial) {
  state_->push_quietly(Fetched{pair, serial});
}

void Notifier::use_sources(NotifySources sources) { state_->push(Sources{std::move(sources)}); }

std::vector<Acknowledgement> Notifier::take_acknowledgements() {
  decltype(State::acknowledgements) taken;
  bool wake = false;
  {
    const std::lock_guard lock(state_->mutex);
    taken.swap(state_->acknowledgements);
    wake = !state_->commands.empty() && !std::exchange(state_->woken, true);
  }
  if (wake) state_->wake();  // then the next call has them
  std::vector<Acknowledgement> list;
  list.reserve(taken.size());
  for (const auto& [pair, serial] : taken) list.push_back({pair.zone_id, pair.secondary, serial});
  return list;
}

Notifier::Totals Notifier::totals() const {
  return {state_->sent, state_->acknowledged, state_->error_answers, state_->owed};
}

}  // namespace zonecast::notify
