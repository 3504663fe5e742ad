// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/serial_rule.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace zonecast::model {
namespace {

using dns::Serial;
constexpr std::int64_t noon = 1'795'348'800;  // 2026-11-22T12:00:00Z

TEST(SerialRule, unixtime_draws_the_second) {
  EXPECT_EQ(first_serial(SerialPolicy::unixtime, noon), Serial(1'795'348'800));
  EXPECT_EQ(next_serial(SerialPolicy::unixtime, Serial(1'795'348'799), noon),
            Serial(1'795'348'800));
}

TEST(SerialRule, unixtime_goes_on_by_one_within_the_same_second) {
  EXPECT_EQ(next_serial(SerialPolicy::unixtime, Serial(1'795'348'800), noon),
            Serial(1'795'348'801));
  EXPECT_EQ(next_serial(SerialPolicy::unixtime, Serial(1'795'348'900), noon),
            Serial(1'795'348'901));
}

TEST(SerialRule, date_starts_the_day_at_one_and_counts_on) {
  EXPECT_EQ(first_serial(SerialPolicy::date, noon), Serial(2'026'112'201));
  EXPECT_EQ(next_serial(SerialPolicy::date, Serial(2'026'112'103), noon), Serial(2'026'112'201));
  EXPECT_EQ(next_serial(SerialPolicy::date, Serial(2'026'112'201), noon), Serial(2'026'112'202));
}

TEST(SerialRule, date_counts_past_the_hundredth_change_of_a_day) {
  EXPECT_EQ(next_serial(SerialPolicy::date, Serial(2'026'112'299), noon), Serial(2'026'112'300));
  EXPECT_EQ(next_serial(SerialPolicy::date, Serial(2'026'112'300), noon + 86'400),
            Serial(2'026'112'301));
}

TEST(SerialRule, increment_passes_zero_like_any_other_serial) {
  EXPECT_EQ(first_serial(SerialPolicy::increment, noon), Serial(1));
  EXPECT_EQ(next_serial(SerialPolicy::increment, Serial(0xffff'ffff), noon), Serial(0));
  EXPECT_EQ(next_serial(SerialPolicy::increment, Serial(0), noon), Serial(1));
}

TEST(SerialRule, does_not_jump_as_far_as_a_quarter_of_the_space) {
  EXPECT_EQ(next_serial(SerialPolicy::unixtime, Serial(1), noon), Serial(2));
  const Serial near_enough(static_cast<std::uint32_t>(noon) - 0x3fff'ffffU);
  EXPECT_EQ(next_serial(SerialPolicy::unixtime, near_enough, noon),
            Serial(static_cast<std::uint32_t>(noon)));
  const Serial too_far(static_cast<std::uint32_t>(noon) - 0x4000'0000U);
  EXPECT_EQ(next_serial(SerialPolicy::unixtime, too_far, noon), too_far.plus(1));
}

TEST(SerialRule, does_not_go_back_from_a_serial_ahead_of_the_clock) {
  const Serial ahead(static_cast<std::uint32_t>(noon) + 0x7000'0000U);
  EXPECT_EQ(next_serial(SerialPolicy::unixtime, ahead, noon), ahead.plus(1));
}

TEST(SerialRule, always_follows_and_steps_less_than_a_quarter_of_the_space) {
  rc::check([] {
    const auto policy =
        *rc::gen::element(SerialPolicy::unixtime, SerialPolicy::increment, SerialPolicy::date);
    const Serial current(*rc::gen::arbitrary<std::uint32_t>());
    const auto now = *rc::gen::inRange<std::int64_t>(0, 8'000'000'000);
    const Serial next = next_serial(policy, current, now);
    RC_ASSERT(next.follows(current));
    RC_ASSERT(next.value() - current.value() < 0x4000'0000U);
  });
}

TEST(SerialRule, a_serial_drawn_once_leads_to_rising_serials_as_time_goes_on) {
  rc::check([] {
    const auto policy =
        *rc::gen::element(SerialPolicy::unixtime, SerialPolicy::increment, SerialPolicy::date);
    std::int64_t now = *rc::gen::inRange<std::int64_t>(1'000'000'000, 2'000'000'000);
    Serial serial = first_serial(policy, now);
    const auto pauses = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 200'000));
    for (const int pause : pauses) {
      now += pause;
      const Serial next = next_serial(policy, serial, now);
      RC_ASSERT(next.follows(serial));
      serial = next;
    }
  });
}

}  // namespace
}  // namespace zonecast::model
