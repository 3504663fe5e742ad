// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/told_refusals.h"

#include <gtest/gtest.h>

namespace zonecast::session {
namespace {

TEST(ToldRefusals, some_are_told_at_once_then_one_a_minute_with_the_count_of_the_others) {
  base::ManualClock clock;
  ToldRefusals refusals(clock);
  for (unsigned i = 0; i < refusals_at_once; ++i) EXPECT_EQ(refusals.take(), 0U) << i;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(refusals.take());
  clock.advance(refusal_interval - std::chrono::milliseconds(1));
  EXPECT_FALSE(refusals.take());
  clock.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(refusals.take(), 6U);
  EXPECT_FALSE(refusals.take());
}

TEST(ToldRefusals, a_long_quiet_gives_no_more_than_the_first_many) {
  base::ManualClock clock;
  ToldRefusals refusals(clock);
  EXPECT_TRUE(refusals.take());
  clock.advance(std::chrono::hours(1000));
  for (unsigned i = 0; i < refusals_at_once; ++i) EXPECT_TRUE(refusals.take()) << i;
  EXPECT_FALSE(refusals.take());
}

}  // namespace
}  // namespace zonecast::session
