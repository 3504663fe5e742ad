// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/time_text.h"

#include <gtest/gtest.h>

namespace zonecast::cli {
namespace {

TEST(TimeText, is_utc_to_the_second) {
  EXPECT_EQ(time_text(1'795'348'800), "2026-11-22 12:00:00");
  EXPECT_EQ(time_text(0), "1970-01-01 00:00:00");
}

}  // namespace
}  // namespace zonecast::cli
