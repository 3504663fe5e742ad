// SPDX-License-Identifier: GPL-3.0-or-later
// Laws of the scheduler, in a simulated network that loses, delays and refuses.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <set>

#include "notify/notify_scheduler.h"

namespace zonecast::notify {
namespace {

using base::Monotonic;
using base::SocketAddress;
using dns::Serial;
using std::chrono::milliseconds;

enum class Behaviour { answers, loses_much, silent, refuses, lacks_notify };

struct Secondary {
  SocketAddress address;
  Behaviour behaviour = Behaviour::answers;
};

struct Change {
  Monotonic at;
  std::uint64_t zone_id = 0;
  std::uint32_t serial = 0;
};

struct Sending {
  Monotonic at;
  std::uint64_t zone_id = 0;
  std::uint32_t serial = 0;
  friend auto operator<=>(const Sending&, const Sending&) = default;
};

/// Runs the scheduler against secondaries; checks what must hold at every moment.
class Network {
 public:
  Network(std::uint64_t seed, NotifyPolicy policy, std::vector<Secondary> secondaries)
      : random_(seed),
        policy_(policy),
        scheduler_(random_, policy),
        secondaries_(std::move(secondaries)) {}

  void run(const std::vector<Change>& changes, Monotonic end) {
    for (const auto& change : changes) events_.emplace(change.at, change);
    while (now_ <= end) {
      step();
      auto next = end + milliseconds(1);
      if (const auto due = scheduler_.next_due()) next = std::min(next, std::max(*due, now_));
      if (!events_.empty()) next = std::min(next, events_.begin()->first);
      if (!answers_.empty()) next = std::min(next, answers_.begin()->first);
      now_ = next;
    }
  }

  std::map<SocketAddress, std::set<Sending>> sent;
  std::map<SocketAddress, std::map<std::uint64_t, std::uint32_t>>
      heard;  // what a secondary received last
  NotifyScheduler& scheduler() { return scheduler_; }

 private:
  void step() {
    while (!events_.empty() && events_.begin()->first <= now_) {
      const auto change = events_.begin()->second;
      events_.erase(events_.begin());
      std::vector<NotifyTarget> targets;
      for (const auto& secondary : secondaries_) targets.push_back({secondary.address, {}});
      scheduler_.set_zone(change.zone_id, Serial(change.serial), std::move(targets), now_);
      current_[change.zone_id] = change.serial;
    }
    while (!answers_.empty() && answers_.begin()->first <= now_) {
      const auto [notify, outcome] = answers_.begin()->second;
      answers_.erase(answers_.begin());
      scheduler_.answered(notify.zone_id, notify.target.destination, notify.ticket, outcome, now_);
      if (outstanding_[{notify.zone_id, notify.target.destination}].ticket == notify.ticket)
        outstanding_.erase({notify.zone_id, notify.target.destination});
    }
    for (;;) {
      const auto due = scheduler_.take_due(now_, 7);
      for (const auto& notify : due) receive(notify);
      if (due.size() < 7) break;
    }
    for (const auto& secondary : secondaries_)
      RC_ASSERT(scheduler_.outstanding(secondary.address) <= policy_.window_per_destination);
  }

  void receive(const DueNotify& notify) {
    const auto& address = notify.target.destination;
    RC_ASSERT(notify.serial.value() == current_.at(notify.zone_id));
    // At most one outstanding: the last one was answered, or its time is up.
    auto& last = outstanding_[{notify.zone_id, address}];
    if (last.ticket != 0) RC_ASSERT(now_ >= last.until);
    last = {notify.ticket, now_ + policy_.first_retry};
    RC_ASSERT(sent[address].insert({now_, notify.zone_id, notify.serial.value()}).second);

    const auto behaviour =
        std::find_if(secondaries_.begin(), secondaries_.end(), [&](const auto& s) {
          return s.address == address;
        })->behaviour;
    const auto lost = [&] { return behaviour == Behaviour::loses_much && chance() % 10 < 6; };
    if (behaviour == Behaviour::silent || lost()) return;
    heard[address][notify.zone_id] = notify.serial.value();
    if (lost()) return;
    const auto outcome = behaviour == Behaviour::refuses        ? NotifyOutcome::error_answer
                         : behaviour == Behaviour::lacks_notify ? NotifyOutcome::not_implemented
                                                                : NotifyOutcome::acknowledged;
    // Only losing secondaries also dawdle, so that the others' times depend on nothing.
    const auto after =
        behaviour == Behaviour::loses_much ? milliseconds(chance() % 9000) : milliseconds(5);
    answers_.emplace(now_ + after, std::pair(notify, outcome));
  }

  std::uint64_t chance() { return random_.below(1'000'000); }

  struct Outstanding {
    std::uint64_t ticket = 0;
    Monotonic until{};
  };
  base::SeededRandom random_;
  NotifyPolicy policy_;
  NotifyScheduler scheduler_;
  std::vector<Secondary> secondaries_;
  Monotonic now_{};
  std::multimap<Monotonic, Change> events_;
  std::multimap<Monotonic, std::pair<DueNotify, NotifyOutcome>> answers_;
  std::map<std::uint64_t, std::uint32_t> current_;
  std::map<std::pair<std::uint64_t, SocketAddress>, Outstanding> outstanding_;
};

SocketAddress address(unsigned n) {
  return *SocketAddress::parse("192.0.2." + std::to_string(n + 1) + ":53");
}

std::vector<Change> some_changes() {
  const auto zones = *rc::gen::inRange<std::uint64_t>(1, 30);
  const auto count = *rc::gen::inRange<std::size_t>(1, 120);
  std::vector<Change> changes;
  std::map<std::uint64_t, std::uint32_t> serials;
  Monotonic at{};
  for (std::size_t n = 0; n < count; ++n) {
    at += milliseconds(*rc::gen::weightedOneOf<int>({{3, rc::gen::just(0)},
                                                     {3, rc::gen::inRange(0, 2000)},
                                                     {1, rc::gen::inRange(0, 200'000)}}));
    const auto zone_id = *rc::gen::inRange<std::uint64_t>(0, zones);
    auto& serial = serials.try_emplace(zone_id, 0xffff'fff0U).first->second;  // wraps on the way
    changes.push_back({at, zone_id, ++serial});
  }
  return changes;
}

NotifyPolicy some_policy() {
  NotifyPolicy policy;
  policy.window_per_destination = *rc::gen::inRange<std::size_t>(1, 12);
  policy.rate_per_second = *rc::gen::element<std::uint32_t>(0, 0, 50, 1000);
  return policy;
}

TEST(NotifySchedulerLaws, the_last_serial_reaches_every_secondary_that_answers_at_times) {
  const bool holds = rc::check([] {
    std::vector<Secondary> secondaries;
    const auto count = *rc::gen::inRange(1U, 5U);
    for (unsigned n = 0; n < count; ++n)
      secondaries.push_back(
          {address(n),
           *rc::gen::element(Behaviour::answers, Behaviour::loses_much, Behaviour::silent,
                             Behaviour::refuses, Behaviour::lacks_notify)});
    const auto changes = some_changes();
    Network network(*rc::gen::arbitrary<std::uint64_t>(), some_policy(), secondaries);
    network.run(changes, changes.back().at + std::chrono::hours(24));

    std::map<std::uint64_t, std::uint32_t> last;
    for (const auto& change : changes) last[change.zone_id] = change.serial;
    std::size_t owed = 0;
    for (const auto& secondary : secondaries) {
      if (secondary.behaviour != Behaviour::silent)
        RC_ASSERT(network.heard[secondary.address] == last);
      for (const auto& [zone_id, serial] : last) {
        const auto acknowledged = network.scheduler().acknowledged(zone_id, secondary.address);
        switch (secondary.behaviour) {
          case Behaviour::answers:
          case Behaviour::loses_much:
            RC_ASSERT(acknowledged == Serial(serial));
            break;
          case Behaviour::silent:
          case Behaviour::refuses:
            ++owed;
            [[fallthrough]];
          case Behaviour::lacks_notify:
            RC_ASSERT(!acknowledged);
        }
      }
    }
    RC_ASSERT(network.scheduler().owed() == owed);
  });
  EXPECT_TRUE(holds);
}

TEST(NotifySchedulerLaws, a_dead_secondary_does_not_change_when_others_are_notified) {
  const bool holds = rc::check([] {
    const auto changes = some_changes();
    const auto policy = some_policy();
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const std::vector<Secondary> living = {{address(0), Behaviour::answers},
                                           {address(2), Behaviour::refuses},
                                           {address(3), Behaviour::answers}};
    auto with_dead = living;
    with_dead.insert(with_dead.begin() + 1, {address(1), Behaviour::silent});
    const auto end = changes.back().at + std::chrono::hours(1);
    Network without(seed, policy, living);
    without.run(changes, end);
    Network with(seed, policy, with_dead);
    with.run(changes, end);
    for (const auto& secondary : living)
      RC_ASSERT(with.sent[secondary.address] == without.sent[secondary.address]);
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace zonecast::notify
