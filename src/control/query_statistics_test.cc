// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/query_statistics.h"

#include <gtest/gtest.h>

namespace zonecast::control {
namespace {

using Period = QueryStatistics::Period;

class QueryStatisticsTest : public testing::Test {
 protected:
  QueryStatisticsTest() {
    statistics.start([this] { return std::exchange(counted, {}); });
  }
  base::ManualClock clock{1'700'000'000};
  std::vector<std::pair<std::uint64_t, std::uint64_t>> counted;
  QueryStatistics statistics{clock};
};

TEST_F(QueryStatisticsTest, sums_by_zone_and_in_all) {
  counted = {{1, 10}, {2, 5}};
  statistics.collect();
  counted = {{1, 1}};
  EXPECT_EQ(statistics.usage(1, Period::hour).queries, 11U);
  EXPECT_EQ(statistics.usage(2, Period::day).queries, 5U);
  EXPECT_EQ(statistics.usage(3, Period::day).queries, 0U);
  EXPECT_EQ(statistics.usage(std::nullopt, Period::month).queries, 16U);
}

TEST_F(QueryStatisticsTest, the_rate_is_that_of_the_last_minute) {
  counted = {{1, 600}};
  statistics.collect();
  EXPECT_EQ(statistics.rate(1), 0) << "the span still runs";
  clock.advance(std::chrono::seconds(10));
  EXPECT_EQ(statistics.rate(1), 10);
  EXPECT_EQ(statistics.rate(std::nullopt), 10);
  clock.advance(std::chrono::seconds(60));
  EXPECT_EQ(statistics.rate(1), 0);
}

TEST_F(QueryStatisticsTest, what_is_older_than_the_period_is_forgotten) {
  counted = {{1, 7}};
  statistics.collect();
  clock.advance(std::chrono::hours(2));
  EXPECT_EQ(statistics.usage(1, Period::hour).queries, 0U);
  EXPECT_EQ(statistics.usage(1, Period::day).queries, 7U);
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(statistics.usage(1, Period::day).queries, 0U);
  EXPECT_EQ(statistics.usage(1, Period::month).queries, 7U);
  EXPECT_EQ(statistics.usage(1, Period::month).graph.size(), 30U);
  clock.advance(std::chrono::hours(24 * 31));
  EXPECT_EQ(statistics.usage(1, Period::month).queries, 0U);
}

}  // namespace
}  // namespace zonecast::control
