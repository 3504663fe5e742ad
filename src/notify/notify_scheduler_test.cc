// SPDX-License-Identifier: GPL-3.0-or-later
#include "notify/notify_scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zonecast::notify {
namespace {

using base::Monotonic;
using base::SocketAddress;
using dns::Serial;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const SocketAddress secondary_a = *SocketAddress::parse("192.0.2.1:53");
const SocketAddress secondary_b = *SocketAddress::parse("192.0.2.2:53");
const SocketAddress secondary_c = *SocketAddress::parse("[2001:db8::3]:5353");

NotifyTarget to(const SocketAddress& destination) { return {destination, {}}; }

class NotifySchedulerTest : public testing::Test {
 protected:
  std::vector<DueNotify> take(std::size_t count_max = 1000) {
    return scheduler.take_due(now, count_max);
  }
  void answer(const DueNotify& sent, NotifyOutcome outcome = NotifyOutcome::acknowledged) {
    scheduler.answered(sent.zone_id, sent.target.destination, sent.ticket, outcome, now);
  }
  /// Lets time pass and collects when (in ms) anything was sent; nothing is answered.
  std::vector<std::int64_t> silence(milliseconds length) {
    std::vector<std::int64_t> sent;
    const auto start = now;
    for (;;) {
      const auto due = scheduler.next_due();
      if (!due || *due > start + length) break;
      now = std::max(now, *due);
      for (std::size_t n = take().size(); n > 0; --n)
        sent.push_back(std::chrono::duration_cast<milliseconds>(now - start).count());
    }
    now = start + length;
    return sent;
  }

  base::SeededRandom random{1};
  Monotonic now{};
  NotifyPolicy policy;
  NotifyScheduler scheduler{random, policy};
};

TEST_F(NotifySchedulerTest, sends_the_first_notify_of_a_change_at_once) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a), to(secondary_b)}, now);
  EXPECT_THAT(take(), SizeIs(2));
  EXPECT_EQ(scheduler.owed(), 2U);
}

TEST_F(NotifySchedulerTest, is_silent_once_all_have_acknowledged) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  answer(take().at(0));
  EXPECT_EQ(scheduler.owed(), 0U);
  EXPECT_EQ(scheduler.next_due(), std::nullopt);
  EXPECT_EQ(scheduler.acknowledged(1, secondary_a), Serial(7));
}

TEST_F(NotifySchedulerTest, retries_after_1_2_4_to_60_seconds_and_then_every_15_minutes) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  const auto sent = silence(minutes(50));
  ASSERT_THAT(sent, SizeIs(11));
  EXPECT_THAT(std::vector(sent.begin(), sent.begin() + 8),
              ElementsAre(0, 1000, 3000, 7000, 15'000, 31'000, 63'000, 123'000));
  for (std::size_t n = 8; n < sent.size(); ++n) {
    EXPECT_GE(sent[n] - sent[n - 1], 900'000);
    EXPECT_LE(sent[n] - sent[n - 1], 960'000);
  }
}

TEST_F(NotifySchedulerTest, counts_the_tries_of_a_serial) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  EXPECT_EQ(take().at(0).tries, 1U);
  now += seconds(1);
  EXPECT_EQ(take().at(0).tries, 2U);
}

TEST_F(NotifySchedulerTest, sends_the_newest_serial_after_the_answer_to_an_older_one) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  const auto first = take().at(0);
  scheduler.set_zone(1, Serial(8), {to(secondary_a)}, now);
  scheduler.set_zone(1, Serial(9), {to(secondary_a)}, now);
  EXPECT_THAT(take(), IsEmpty()) << "one is outstanding";
  answer(first);
  EXPECT_EQ(scheduler.acknowledged(1, secondary_a), Serial(7));
  const auto second = take();
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(second[0].serial, Serial(9));
  EXPECT_EQ(second[0].tries, 1U);
  answer(second[0]);
  EXPECT_EQ(scheduler.owed(), 0U);
}

TEST_F(NotifySchedulerTest, sends_the_newest_serial_when_the_older_one_timed_out) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  take();
  scheduler.set_zone(1, Serial(8), {to(secondary_a)}, now);
  now += seconds(1);
  EXPECT_EQ(take().at(0).serial, Serial(8));
}

TEST_F(NotifySchedulerTest, lets_a_change_wait_for_the_answer_timeout_at_most) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  silence(seconds(31));  // the next retry is 32 s away
  scheduler.set_zone(1, Serial(8), {to(secondary_a)}, now);
  EXPECT_THAT(silence(seconds(10)), ElementsAre(5000));
}

TEST_F(NotifySchedulerTest, does_not_let_a_change_wait_for_a_slow_retry) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  silence(minutes(5));
  scheduler.set_zone(1, Serial(8), {to(secondary_a)}, now);
  EXPECT_EQ(take().at(0).serial, Serial(8));
  EXPECT_THAT(silence(minutes(2)), SizeIs(6)) << "its quick retries begin again";
}

TEST_F(NotifySchedulerTest,
       goes_on_backing_off_while_a_silent_secondary_is_owed_change_after_change) {
  std::size_t sent = 0;
  for (std::uint32_t n = 0; n < 600; ++n) {  // two changes a second for five minutes
    scheduler.set_zone(1, Serial(n), {to(secondary_a)}, now);
    sent += silence(milliseconds(500)).size();
  }
  EXPECT_LE(sent, 90U);
  EXPECT_GE(sent, 50U) << "a secondary that comes back hears of it within the answer timeout";
}

TEST_F(NotifySchedulerTest, makes_only_slow_retries_after_an_error_answer) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  answer(take().at(0), NotifyOutcome::error_answer);
  EXPECT_EQ(scheduler.owed(), 1U);
  EXPECT_THAT(silence(minutes(14)), IsEmpty());
  EXPECT_THAT(silence(minutes(50)), SizeIs(4));
}

TEST_F(NotifySchedulerTest, sends_a_change_at_once_after_an_error_answer) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  answer(take().at(0), NotifyOutcome::error_answer);
  scheduler.set_zone(1, Serial(8), {to(secondary_a)}, now);
  EXPECT_EQ(take().at(0).serial, Serial(8));
}

TEST_F(NotifySchedulerTest, leaves_a_secondary_without_notify_alone_until_the_next_change) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  answer(take().at(0), NotifyOutcome::not_implemented);
  EXPECT_EQ(scheduler.next_due(), std::nullopt);
  EXPECT_EQ(scheduler.acknowledged(1, secondary_a), std::nullopt);
  scheduler.set_zone(1, Serial(8), {to(secondary_a)}, now);
  EXPECT_THAT(take(), SizeIs(1));
}

TEST_F(NotifySchedulerTest, takes_an_answer_that_comes_late) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  silence(seconds(14));
  now += seconds(1);
  const auto fifth = take().at(0);
  now += seconds(10);  // no longer outstanding, not yet sent again
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(scheduler.outstanding(secondary_a), 0U);
  answer(fifth);
  EXPECT_EQ(scheduler.owed(), 0U);
  EXPECT_EQ(scheduler.next_due(), std::nullopt);
}

TEST_F(NotifySchedulerTest, takes_the_answer_to_an_earlier_try) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  const auto first = take().at(0);
  now += seconds(1);
  take();
  answer(first);
  EXPECT_EQ(scheduler.owed(), 0U);
}

TEST_F(NotifySchedulerTest, ignores_the_answer_to_an_older_serial_once_the_newer_was_sent) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  const auto first = take().at(0);
  scheduler.set_zone(1, Serial(8), {to(secondary_a)}, now);
  now += seconds(1);
  take();
  answer(first);
  EXPECT_EQ(scheduler.owed(), 1U);
}

TEST_F(NotifySchedulerTest, ignores_the_answer_for_a_pair_that_is_gone) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  const auto first = take().at(0);
  scheduler.remove_zone(1);
  scheduler.set_zone(2, Serial(7), {to(secondary_a)}, now);
  take();
  answer(first);
  EXPECT_EQ(scheduler.owed(), 1U);
}

TEST_F(NotifySchedulerTest, owes_nothing_to_a_secondary_that_has_fetched) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  take();
  scheduler.fetched(1, secondary_a, Serial(6), now);
  EXPECT_EQ(scheduler.owed(), 1U) << "an older version";
  scheduler.fetched(1, secondary_a, Serial(7), now);
  EXPECT_EQ(scheduler.owed(), 0U);
  EXPECT_EQ(scheduler.next_due(), std::nullopt);
  EXPECT_EQ(scheduler.acknowledged(1, secondary_a), Serial(7));
}

TEST_F(NotifySchedulerTest, is_not_surprised_by_a_fetch_that_is_reported_before_the_change) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  scheduler.fetched(1, secondary_a, Serial(8), now);
  scheduler.set_zone(1, Serial(8), {to(secondary_a)}, now);
  EXPECT_THAT(take(), IsEmpty());
}

TEST_F(NotifySchedulerTest, sends_after_a_restart_only_what_is_still_owed) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a), to(secondary_b), to(secondary_c)}, now,
                     {{secondary_a, Serial(7)}, {secondary_b, Serial(6)}});
  const auto sent = take();
  ASSERT_THAT(sent, SizeIs(2));
  for (const auto& notify : sent) EXPECT_NE(notify.target.destination, secondary_a);
  EXPECT_EQ(scheduler.acknowledged(1, secondary_b), Serial(6));
}

TEST_F(NotifySchedulerTest, notifies_a_secondary_that_is_new_and_no_other) {
  scheduler.set_zone(1, Serial(7), {to(secondary_b)}, now);
  answer(take().at(0));
  scheduler.set_zone(1, Serial(7), {to(secondary_a), to(secondary_b), to(secondary_c)}, now);
  const auto sent = take();
  ASSERT_THAT(sent, SizeIs(2));
  EXPECT_NE(sent[0].target.destination, secondary_b);
  EXPECT_NE(sent[1].target.destination, secondary_b);
}

TEST_F(NotifySchedulerTest, notifies_a_secondary_whose_key_changed) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a), to(secondary_b)}, now);
  for (const auto& sent : take()) answer(sent);
  const auto key = *dns::Name::from_text("ns1.key.");
  scheduler.set_zone(1, Serial(7), {{secondary_a, key}, to(secondary_b)}, now);
  const auto sent = take();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].target.destination, secondary_a);
  EXPECT_EQ(sent[0].target.key_name, key);
}

TEST_F(NotifySchedulerTest, forgets_a_secondary_that_is_no_longer_in_the_notify_set) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a), to(secondary_b)}, now);
  take();
  scheduler.set_zone(1, Serial(7), {to(secondary_b)}, now);
  EXPECT_EQ(scheduler.owed(), 1U);
  scheduler.set_zone(1, Serial(7), {}, now);
  EXPECT_EQ(scheduler.owed(), 0U);
  EXPECT_EQ(scheduler.next_due(), std::nullopt);
}

TEST_F(NotifySchedulerTest, counts_a_destination_given_twice_once) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a), to(secondary_a)}, now);
  EXPECT_THAT(take(), SizeIs(1));
}

TEST_F(NotifySchedulerTest, sends_by_hand_whatever_was_acknowledged) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a), to(secondary_b)}, now);
  for (const auto& sent : take()) answer(sent);
  EXPECT_EQ(scheduler.renotify(1, secondary_a, now), 1U);
  EXPECT_THAT(take(), SizeIs(1));
  EXPECT_EQ(scheduler.renotify(1, std::nullopt, now), 2U);
  EXPECT_THAT(take(), SizeIs(1)) << "to the other one it is outstanding";
  EXPECT_EQ(scheduler.renotify(1, secondary_c, now), 0U);
  EXPECT_EQ(scheduler.renotify(2, std::nullopt, now), 0U);
}

TEST_F(NotifySchedulerTest, sends_by_hand_again_after_the_answer_to_one_that_was_outstanding) {
  scheduler.set_zone(1, Serial(7), {to(secondary_a)}, now);
  const auto first = take().at(0);
  scheduler.renotify(1, std::nullopt, now);
  answer(first);
  EXPECT_THAT(take(), SizeIs(1));
}

TEST_F(NotifySchedulerTest, keeps_to_the_window_of_a_destination_and_sends_on_as_answers_come) {
  policy.window_per_destination = 3;
  NotifyScheduler small(random, policy);
  for (std::uint64_t zone = 1; zone <= 10; ++zone)
    small.set_zone(zone, Serial(1), {to(secondary_a)}, now);
  const auto first = small.take_due(now, 100);
  ASSERT_THAT(first, SizeIs(3));
  EXPECT_THAT(small.take_due(now, 100), IsEmpty());
  small.answered(first[1].zone_id, secondary_a, first[1].ticket, NotifyOutcome::acknowledged, now);
  EXPECT_THAT(small.take_due(now, 100), SizeIs(1));
}

TEST_F(NotifySchedulerTest, gives_destinations_their_turn) {
  for (std::uint64_t zone = 1; zone <= 10; ++zone)
    scheduler.set_zone(zone, Serial(1), {to(secondary_a)}, now);
  scheduler.set_zone(11, Serial(1), {to(secondary_b)}, now);
  const auto sent = take(2);
  ASSERT_THAT(sent, SizeIs(2));
  EXPECT_EQ(sent[0].target.destination, secondary_a);
  EXPECT_EQ(sent[1].target.destination, secondary_b);
}

TEST_F(NotifySchedulerTest, keeps_to_a_rate_limit_per_destination) {
  policy.rate_per_second = 100;
  NotifyScheduler slow(random, policy);
  for (std::uint64_t zone = 1; zone <= 300; ++zone)
    slow.set_zone(zone, Serial(1), {to(secondary_a)}, now);
  slow.set_zone(1, Serial(1), {to(secondary_a), to(secondary_b)}, now);
  std::size_t to_a = 0;
  std::size_t to_b = 0;
  const auto end = now + milliseconds(900);
  while (now < end) {
    for (const auto& sent : slow.take_due(now, 100)) {
      (sent.target.destination == secondary_a ? to_a : to_b) += 1;
      slow.answered(sent.zone_id, sent.target.destination, sent.ticket, NotifyOutcome::acknowledged,
                    now);
    }
    if (now == Monotonic{}) {
      EXPECT_EQ(to_b, 1U);
    }
    now = std::max(now + milliseconds(1), *slow.next_due());
  }
  EXPECT_GE(to_a, 90U);
  EXPECT_LE(to_a, 102U);
}

TEST_F(NotifySchedulerTest, costs_little_with_a_hundred_thousand_zones) {
  for (std::uint64_t zone = 1; zone <= 100'000; ++zone)
    scheduler.set_zone(zone, Serial(1), {to(secondary_a), to(secondary_b)}, now);
  EXPECT_EQ(scheduler.owed(), 200'000U);
  std::size_t sent = 0;
  while (scheduler.owed() > 0) {
    for (const auto& notify : take()) {
      answer(notify);
      ++sent;
    }
  }
  EXPECT_EQ(sent, 200'000U);
  for (std::uint64_t zone = 1; zone <= 100'000; ++zone) scheduler.remove_zone(zone);
  EXPECT_EQ(scheduler.next_due(), std::nullopt);
}

}  // namespace
}  // namespace zonecast::notify
