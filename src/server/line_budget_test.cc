// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/line_budget.h"

#include <gtest/gtest.h>

namespace zonecast::server {
namespace {

TEST(LineBudget, gives_so_many_lines_a_second_and_counts_the_rest) {
  base::ManualClock clock;
  clock.advance(std::chrono::hours(1));
  LineBudget budget;
  for (unsigned i = 0; i < LineBudget::lines_per_second_max; ++i) {
    EXPECT_TRUE(budget.take(clock.monotonic()));
  }
  EXPECT_FALSE(budget.take(clock.monotonic()));
  EXPECT_FALSE(budget.take(clock.monotonic()));
  clock.advance(std::chrono::seconds(1));
  EXPECT_TRUE(budget.take(clock.monotonic()));
  EXPECT_EQ(budget.take_suppressed(), 2U);
  EXPECT_EQ(budget.take_suppressed(), 0U);
}

}  // namespace
}  // namespace zonecast::server
