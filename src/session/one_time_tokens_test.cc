// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/one_time_tokens.h"

#include <gtest/gtest.h>

namespace zonecast::session {
namespace {

using namespace std::chrono_literals;

struct OneTimeToken : testing::Test {
  base::ManualClock clock;
  base::SeededRandom random{7};
  OneTimeTokens tokens{clock, random};
};

TEST_F(OneTimeToken, signs_in_once) {
  const auto token = tokens.issue({"admin", "Admin"});
  EXPECT_EQ(tokens.redeem(token), (Principal{"admin", "Admin"}));
  EXPECT_FALSE(tokens.redeem(token));
  EXPECT_FALSE(tokens.redeem("guess"));
}

TEST_F(OneTimeToken, is_worth_nothing_after_fifteen_minutes) {
  const auto token = tokens.issue({"admin", "Admin"});
  clock.advance(15min);
  EXPECT_FALSE(tokens.redeem(token));
}

TEST_F(OneTimeToken, the_oldest_goes_when_there_are_too_many) {
  const auto first = tokens.issue({"admin", "Admin"});
  clock.advance(1s);
  std::string last;
  for (std::size_t i = 0; i < one_time_tokens_max; ++i) last = tokens.issue({"admin", "Admin"});
  EXPECT_FALSE(tokens.redeem(first));
  EXPECT_TRUE(tokens.redeem(last));
}

}  // namespace
}  // namespace zonecast::session
