// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/duration.h"

#include <gtest/gtest.h>

namespace zonecast::control {
namespace {

TEST(Duration, has_a_unit_or_is_in_seconds) {
  EXPECT_EQ(seconds_of_duration("30d"), 30 * 24 * 60 * 60);
  EXPECT_EQ(seconds_of_duration("12h"), 12 * 60 * 60);
  EXPECT_EQ(seconds_of_duration("45m"), 45 * 60);
  EXPECT_EQ(seconds_of_duration("90s"), 90);
  EXPECT_EQ(seconds_of_duration("90"), 90);
}

TEST(Duration, what_is_none_is_none) {
  for (const auto* text : {"", "d", "-1d", "0", "0d", "1w", "1d ", " 1d", "1.5h", "36501d",
                           "9223372036854775807d", "99999999999999999999"}) {
    EXPECT_FALSE(seconds_of_duration(text)) << text;
  }
}

}  // namespace
}  // namespace zonecast::control
