// SPDX-License-Identifier: GPL-3.0-or-later
// Pairs (zone, secondary) and destinations lie in two flat vectors and refer to each other by
// index. A pair is in one phase at a time:
//
//   idle ──owed──▶ ready ──taken──▶ outstanding ──no answer──▶ waiting ──due──▶ ready …
//     ▲                                  │ answered, fetched
//     └──────────────────────────────────┘
//
// `ready` pairs queue at their destination; destinations with something ready, and room in their
// window, take turns. `outstanding` and `waiting` pairs have a timer.
#include "notify/notify_scheduler.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstring>
#include <limits>
#include <tuple>

#include "base/assert.h"
#include "notify/timer_heap.h"

namespace zonecast::notify {
namespace {

using base::Monotonic;
using base::SocketAddress;
using dns::Serial;
using std::chrono::milliseconds;

constexpr std::uint32_t none = 0xffff'ffff;

/// A bijection that spreads every bit (the finalizer of SplitMix64).
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9U;
  x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11ebU;
  return x ^ (x >> 31);
}

struct SocketAddressHash {
  std::size_t operator()(const SocketAddress& address) const {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, address.address.octets(), sizeof high);
    std::memcpy(&low, address.address.octets() + 8, sizeof low);
    return mix(mix(high + address.port) + low);
  }
};

/// A queue threaded through the `previous` and `next` of the elements of a vector.
struct Queue {
  std::uint32_t first = none;
  std::uint32_t last = none;

  bool empty() const { return first == none; }

  template <typename T>
  void push_back(std::vector<T>& all, std::uint32_t i) {
    all[i].previous = last;
    all[i].next = none;
    (last == none ? first : all[last].next) = i;
    last = i;
  }
  template <typename T>
  void erase(std::vector<T>& all, std::uint32_t i) {
    const auto previous = all[i].previous;
    const auto next = all[i].next;
    (previous == none ? first : all[previous].next) = next;
    (next == none ? last : all[next].previous) = previous;
  }
};

enum class Phase : std::uint8_t { idle, ready, outstanding, waiting };

struct Pair {
  std::uint64_t zone_id = 0;
  std::uint32_t destination = none;
  std::uint32_t next_of_zone = none;  // the zone's pairs, by rising destination
  std::uint32_t key = 0;
  std::uint32_t serial = 0;        // the zone's
  std::uint32_t sent_serial = 0;   // of the last NOTIFY sent
  std::uint32_t acknowledged = 0;  // when has_acknowledged
  std::uint32_t generation = 0;    // of the serial last sent; 0: none yet
  std::uint32_t previous = none;   // in the destination's queue, when ready
  std::uint32_t next = none;
  std::uint16_t tries = 0;      // of this serial; 0: owed anew since the last NOTIFY
  std::uint8_t unanswered = 0;  // sent without an answer: how far the backing off has come
  Phase phase : 2 = Phase::idle;
  bool owed : 1 = false;
  bool has_acknowledged : 1 = false;
};
static_assert(sizeof(Pair) <= 56);

struct Destination {
  SocketAddress address;
  std::uint32_t pairs = 0;
  std::uint32_t outstanding = 0;
  Queue ready;  // of pairs
  bool in_turn = false;
  std::uint32_t previous = none;  // among those in turn
  std::uint32_t next = none;
  Monotonic paced_until{};  // with a rate limit
};

/// Gives small numbers to things, and takes them back.
template <typename T>
struct Slots {
  std::vector<T> all;
  std::vector<std::uint32_t> spare;

  std::uint32_t take() {
    if (spare.empty()) {
      all.emplace_back();
      return static_cast<std::uint32_t>(all.size() - 1);
    }
    const auto i = spare.back();
    spare.pop_back();
    all[i] = T{};
    return i;
  }
  void give_back(std::uint32_t i) { spare.push_back(i); }
  T& operator[](std::uint32_t i) { return all[i]; }
  const T& operator[](std::uint32_t i) const { return all[i]; }
};

}  // namespace

struct NotifyScheduler::State {
  NotifyPolicy policy;
  unsigned quick_retries = 0;  // how many delays before the slow ones
  std::uint64_t jitter_seed = 0;

  boost::unordered_flat_map<std::uint64_t, std::uint32_t> zones;  // the first pair of each
  Slots<Pair> pairs;
  Slots<Destination> destinations;
  boost::unordered_flat_map<SocketAddress, std::uint32_t, SocketAddressHash> destination_numbers;
  // Key names are few; a name once seen stays.
  std::vector<dns::Name> keys;
  boost::unordered_flat_map<dns::Name, std::uint32_t, dns::NameHash, dns::NameEqual> key_numbers;

  Queue in_turn;          // destinations that may send
  TimerHeap pair_timers;  // outstanding and waiting pairs
  TimerHeap pace_timers;  // destinations held back by the rate limit
  std::size_t owed_count = 0;
  std::uint32_t last_generation = 0;

  State(base::Random& random, NotifyPolicy p) : policy(p), jitter_seed(random.u64()) {
    policy.window_per_destination = std::max<std::size_t>(policy.window_per_destination, 1);
    policy.first_retry = std::max(policy.first_retry, milliseconds(1));
    quick_retries = 1;
    for (auto delay = policy.first_retry; delay < policy.quick_retry_max && quick_retries < 200;
         delay *= 2)
      ++quick_retries;
  }

  // What a pair does next.

  bool is_slow(const Pair& pair) const { return pair.unanswered > quick_retries; }

  /// How long after the NOTIFY just sent the next one is due, when no answer comes.
  milliseconds delay(const Pair& pair) const {
    if (is_slow(pair)) return slow_delay(pair);
    auto quick = policy.first_retry;
    for (unsigned n = 1; n < pair.unanswered && quick < policy.quick_retry_max; ++n) quick *= 2;
    return std::min(quick, std::max(policy.quick_retry_max, policy.first_retry));
  }
  milliseconds slow_delay(const Pair& pair) const {
    // Drawn per pair and try and not from a common stream: one secondary must not move another's
    // times.
    const auto address = SocketAddressHash()(destinations[pair.destination].address);
    const auto drawn = mix(mix(mix(jitter_seed + pair.zone_id) + address) + pair.tries);
    const auto bound = static_cast<std::uint64_t>(policy.slow_retry.count() / 16 + 1);
    return policy.slow_retry + milliseconds(drawn % bound);
  }
  milliseconds held(const Pair& pair) const { return std::min(delay(pair), policy.answer_timeout); }

  void owe(std::uint32_t i) {
    auto& pair = pairs[i];
    if (!pair.owed) ++owed_count;
    pair.owed = true;
    pair.tries = 0;
    switch (pair.phase) {
      case Phase::outstanding:
      case Phase::ready:
        break;
      case Phase::waiting:
        pair_timers.erase(i);
        [[fallthrough]];
      case Phase::idle:
        make_ready(i);
        break;
    }
  }

  void make_ready(std::uint32_t i) {
    auto& pair = pairs[i];
    // What is news starts the quick retries again; while they are still going on, they go on, or
    // steady changes would keep a dead secondary at one NOTIFY a second.
    if (pair.tries == 0 && is_slow(pair)) pair.unanswered = 0;
    pair.phase = Phase::ready;
    destinations[pair.destination].ready.push_back(pairs.all, i);
    update_turn(pair.destination);
  }

  /// Takes the pair out of whatever it is in.
  void make_idle(std::uint32_t i) {
    auto& pair = pairs[i];
    switch (pair.phase) {
      case Phase::idle:
        break;
      case Phase::ready:
        destinations[pair.destination].ready.erase(pairs.all, i);
        break;
      case Phase::outstanding:
        --destinations[pair.destination].outstanding;
        [[fallthrough]];
      case Phase::waiting:
        pair_timers.erase(i);
        break;
    }
    pair.phase = Phase::idle;
    update_turn(pair.destination);
  }

  void settle(std::uint32_t i) {
    make_idle(i);
    auto& pair = pairs[i];
    if (pair.owed) --owed_count;
    pair.owed = false;
    pair.unanswered = 0;
    pair.tries = 0;
  }

  void wait_until(std::uint32_t i, Monotonic due) {
    pairs[i].phase = Phase::waiting;
    pair_timers.set(i, due);
  }

  void timer_fired(std::uint32_t i, Monotonic due) {
    auto& pair = pairs[i];
    const bool was_outstanding = pair.phase == Phase::outstanding;
    make_idle(i);
    if (was_outstanding && pair.tries > 0) {
      const auto rest = delay(pair) - held(pair);
      if (rest.count() > 0) return wait_until(i, due + rest);
    }
    make_ready(i);
  }

  // Destinations.

  void update_turn(std::uint32_t d) {
    auto& destination = destinations[d];
    const bool may = !destination.ready.empty() &&
                     destination.outstanding < policy.window_per_destination &&
                     !pace_timers.contains(d);
    if (may == destination.in_turn) return;
    destination.in_turn = may;
    if (may) {
      in_turn.push_back(destinations.all, d);
    } else {
      in_turn.erase(destinations.all, d);
    }
  }

  /// True when the rate limit lets one NOTIFY go; else the destination sits out. A tenth of a
  /// second's worth may go together.
  bool pace(std::uint32_t d, Monotonic now) {
    if (policy.rate_per_second == 0) return true;
    auto& destination = destinations[d];
    const auto interval = std::chrono::nanoseconds(1'000'000'000 / policy.rate_per_second);
    const auto ahead = std::max(interval * (policy.rate_per_second / 10), interval) - interval;
    if (destination.paced_until > now + ahead) {
      pace_timers.set(d, destination.paced_until - ahead);
      update_turn(d);
      return false;
    }
    destination.paced_until = std::max(destination.paced_until, now) + interval;
    return true;
  }

  std::uint32_t destination_number(const SocketAddress& address) {
    const auto found = destination_numbers.find(address);
    if (found != destination_numbers.end()) return found->second;
    const auto d = destinations.take();
    destinations[d].address = address;
    destination_numbers.emplace(address, d);
    return d;
  }

  std::uint32_t key_number(const dns::Name& name) {
    const auto [place, added] =
        key_numbers.try_emplace(name, static_cast<std::uint32_t>(keys.size()));
    if (added) keys.push_back(name);
    return place->second;
  }

  // Pairs.

  std::uint32_t find(std::uint64_t zone_id, const SocketAddress& address) const {
    const auto zone = zones.find(zone_id);
    const auto number = destination_numbers.find(address);
    if (zone == zones.end() || number == destination_numbers.end()) return none;
    auto i = zone->second;
    while (i != none && pairs[i].destination < number->second) i = pairs[i].next_of_zone;
    return i != none && pairs[i].destination == number->second ? i : none;
  }

  void drop_pair(std::uint32_t i) {
    settle(i);
    const auto d = pairs[i].destination;
    pairs.give_back(i);
    auto& destination = destinations[d];
    if (--destination.pairs > 0) return;
    ZC_ASSERT(destination.outstanding == 0 && destination.ready.empty());
    pace_timers.erase(d);
    destination_numbers.erase(destination.address);
    destinations.give_back(d);
  }

  void has_serial(std::uint32_t i, Serial serial) {
    auto& pair = pairs[i];
    const Serial current(pair.serial);
    const bool is_current = serial == current || serial.follows(current);
    if (is_current || !pair.has_acknowledged || serial.follows(Serial(pair.acknowledged))) {
      pair.acknowledged = serial.value();
      pair.has_acknowledged = true;
    }
    if (is_current) settle(i);
  }
};

NotifyScheduler::NotifyScheduler(base::Random& random, NotifyPolicy policy)
    : state_(std::make_unique<State>(random, policy)) {}
NotifyScheduler::~NotifyScheduler() = default;

void NotifyScheduler::set_zone(std::uint64_t zone_id, Serial serial,
                               std::vector<NotifyTarget> targets, Monotonic /*now*/,
                               const std::vector<std::pair<SocketAddress, Serial>>& known) {
  auto& s = *state_;
  // The new set, in the order in which the zone's pairs are linked. A destination must not lose its
  // number between the old pair and the new one, so new pairs come first and the dropped ones last.
  struct Wanted {
    std::uint32_t destination;
    std::uint32_t key;
    std::size_t place;
  };
  std::vector<Wanted> wanted;
  wanted.reserve(targets.size());
  for (const auto& target : targets)
    wanted.push_back(
        {s.destination_number(target.destination), s.key_number(target.key_name), wanted.size()});
  std::sort(wanted.begin(), wanted.end(), [](const Wanted& a, const Wanted& b) {
    return std::tie(a.destination, a.place) < std::tie(b.destination, b.place);
  });
  wanted.erase(
      std::unique(wanted.begin(), wanted.end(),
                  [](const auto& a, const auto& b) { return a.destination == b.destination; }),
      wanted.end());

  const auto zone = s.zones.find(zone_id);
  std::vector<std::uint32_t> kept;
  std::vector<std::uint32_t> dropped;
  std::vector<std::uint32_t> news;  // owed, unless `known` says otherwise
  kept.reserve(wanted.size());
  auto old = zone == s.zones.end() ? none : zone->second;
  for (const auto& [d, key, place] : wanted) {
    for (; old != none && s.pairs[old].destination < d; old = s.pairs[old].next_of_zone)
      dropped.push_back(old);
    if (old != none && s.pairs[old].destination == d) {
      auto& pair = s.pairs[old];
      const bool moved = pair.serial != serial.value();
      const bool rekeyed = pair.key != key;
      pair.key = key;
      pair.serial = serial.value();
      kept.push_back(old);
      // It may have fetched this serial before we heard of it.
      const bool has_it = pair.has_acknowledged && pair.acknowledged == serial.value();
      if (rekeyed || (moved && !has_it)) {
        news.push_back(old);
      } else if (moved) {
        s.settle(old);
      }
      old = pair.next_of_zone;
    } else {
      const auto i = s.pairs.take();
      auto& pair = s.pairs[i];
      pair.zone_id = zone_id;
      pair.destination = d;
      pair.key = key;
      pair.serial = serial.value();
      ++s.destinations[d].pairs;
      kept.push_back(i);
      news.push_back(i);
    }
  }
  for (; old != none; old = s.pairs[old].next_of_zone) dropped.push_back(old);

  for (std::size_t n = 0; n < kept.size(); ++n)
    s.pairs[kept[n]].next_of_zone = n + 1 < kept.size() ? kept[n + 1] : none;
  for (const auto i : dropped) s.drop_pair(i);
  if (!kept.empty()) {
    s.zones[zone_id] = kept.front();
  } else if (zone != s.zones.end()) {
    s.zones.erase(zone);
  }

  for (const auto i : news) s.owe(i);
  for (const auto& [address, has] : known) {
    const auto i = s.find(zone_id, address);
    if (i == none || s.pairs[i].generation != 0) continue;
    s.pairs[i].acknowledged = has.value();
    s.pairs[i].has_acknowledged = true;
    if (has == serial) s.settle(i);
  }
}

void NotifyScheduler::remove_zone(std::uint64_t zone_id) {
  auto& s = *state_;
  const auto zone = s.zones.find(zone_id);
  if (zone == s.zones.end()) return;
  for (auto i = zone->second; i != none;) {
    const auto next = s.pairs[i].next_of_zone;
    s.drop_pair(i);
    i = next;
  }
  s.zones.erase(zone);
}

std::size_t NotifyScheduler::renotify(std::uint64_t zone_id, std::optional<SocketAddress> only,
                                      Monotonic /*now*/) {
  auto& s = *state_;
  if (only) {
    const auto i = s.find(zone_id, *only);
    if (i == none) return 0;
    s.owe(i);
    return 1;
  }
  const auto zone = s.zones.find(zone_id);
  if (zone == s.zones.end()) return 0;
  std::size_t count = 0;
  for (auto i = zone->second; i != none; i = s.pairs[i].next_of_zone, ++count) s.owe(i);
  return count;
}

std::vector<DueNotify> NotifyScheduler::take_due(Monotonic now, std::size_t count_max) {
  auto& s = *state_;
  while (!s.pair_timers.empty() && s.pair_timers.top().due <= now) {
    const auto timer = s.pair_timers.top();
    s.timer_fired(timer.id, timer.due);
  }
  while (!s.pace_timers.empty() && s.pace_timers.top().due <= now) {
    const auto d = s.pace_timers.top().id;
    s.pace_timers.erase(d);
    s.update_turn(d);
  }

  std::vector<DueNotify> due;
  while (due.size() < count_max && !s.in_turn.empty()) {
    const auto d = s.in_turn.first;
    if (!s.pace(d, now)) continue;
    auto& destination = s.destinations[d];
    const auto i = destination.ready.first;
    auto& pair = s.pairs[i];
    destination.ready.erase(s.pairs.all, i);
    pair.phase = Phase::outstanding;
    pair.sent_serial = pair.serial;
    if (pair.tries == 0) {
      if (++s.last_generation == 0) ++s.last_generation;
      pair.generation = s.last_generation;
    }
    if (pair.tries < std::numeric_limits<std::uint16_t>::max()) ++pair.tries;
    // Stops one behind the quick ones: that is what "slow" is.
    if (!s.is_slow(pair)) ++pair.unanswered;
    ++destination.outstanding;
    s.pair_timers.set(i, now + s.held(pair));
    due.push_back({.zone_id = pair.zone_id,
                   .target = {destination.address, s.keys[pair.key]},
                   .serial = Serial(pair.serial),
                   .tries = pair.tries,
                   .ticket = std::uint64_t{pair.generation} << 32 | i});
    // To the end of the line.
    s.in_turn.erase(s.destinations.all, d);
    destination.in_turn = false;
    s.update_turn(d);
  }
  return due;
}

std::optional<Monotonic> NotifyScheduler::next_due() const {
  const auto& s = *state_;
  if (!s.in_turn.empty()) return Monotonic::min();
  std::optional<Monotonic> next;
  if (!s.pair_timers.empty()) next = s.pair_timers.top().due;
  if (!s.pace_timers.empty() && (!next || s.pace_timers.top().due < *next))
    next = s.pace_timers.top().due;
  return next;
}

void NotifyScheduler::answered(std::uint64_t zone_id, SocketAddress destination,
                               std::uint64_t ticket, NotifyOutcome outcome, Monotonic now) {
  auto& s = *state_;
  const auto i = static_cast<std::uint32_t>(ticket);
  if (i >= s.pairs.all.size()) return;
  auto& pair = s.pairs[i];
  // An idle pair is settled already: it fetched, or its slot is empty.
  if (pair.phase == Phase::idle || pair.generation != ticket >> 32 || pair.zone_id != zone_id ||
      s.destinations[pair.destination].address != destination)
    return;
  if (outcome == NotifyOutcome::acknowledged) {
    pair.acknowledged = pair.sent_serial;
    pair.has_acknowledged = true;
  }
  s.make_idle(i);
  pair.unanswered = 0;
  if (pair.tries == 0) return s.make_ready(i);
  switch (outcome) {
    case NotifyOutcome::acknowledged:
    case NotifyOutcome::not_implemented:
      return s.settle(i);
    case NotifyOutcome::error_answer:
      pair.unanswered = static_cast<std::uint8_t>(s.quick_retries + 1);
      return s.wait_until(i, now + s.slow_delay(pair));
  }
}

void NotifyScheduler::fetched(std::uint64_t zone_id, SocketAddress destination, Serial serial,
                              Monotonic /*now*/) {
  const auto i = state_->find(zone_id, destination);
  if (i != none) state_->has_serial(i, serial);
}

std::size_t NotifyScheduler::owed() const { return state_->owed_count; }

std::size_t NotifyScheduler::outstanding(const SocketAddress& destination) const {
  const auto number = state_->destination_numbers.find(destination);
  return number == state_->destination_numbers.end()
             ? 0
             : state_->destinations[number->second].outstanding;
}

std::optional<Serial> NotifyScheduler::acknowledged(std::uint64_t zone_id,
                                                    SocketAddress destination) const {
  const auto i = state_->find(zone_id, destination);
  if (i == none || !state_->pairs[i].has_acknowledged) return std::nullopt;
  return Serial(state_->pairs[i].acknowledged);
}

}  // namespace zonecast::notify
