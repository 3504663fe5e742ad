// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/sign_in_delay.h"

#include <gtest/gtest.h>

namespace zonecast::session {
namespace {

using namespace std::chrono_literals;

struct Delay : testing::Test {
  base::ManualClock clock;
  SignInDelay delay{clock};
};

TEST_F(Delay, a_few_attempts_are_free_and_then_the_wait_doubles) {
  for (unsigned i = 0; i < free_attempts; ++i) {
    delay.failed("192.0.2.1");
    EXPECT_EQ(delay.wait_of("192.0.2.1"), 0s);
  }
  for (const auto wait : {1s, 2s, 4s, 8s}) {
    delay.failed("192.0.2.1");
    EXPECT_EQ(delay.wait_of("192.0.2.1"), wait);
    clock.advance(wait);
    EXPECT_EQ(delay.wait_of("192.0.2.1"), 0s);
  }
}

TEST_F(Delay, grows_to_five_minutes_and_no_further) {
  for (int i = 0; i < 100; ++i) delay.failed("192.0.2.1");
  EXPECT_EQ(delay.wait_of("192.0.2.1"), delay_max);
}

TEST_F(Delay, others_do_not_wait_and_success_is_forgiving) {
  for (int i = 0; i < 10; ++i) delay.failed("192.0.2.1");
  EXPECT_EQ(delay.wait_of("192.0.2.2"), 0s);
  delay.succeeded("192.0.2.1");
  EXPECT_EQ(delay.wait_of("192.0.2.1"), 0s);
}

TEST_F(Delay, is_forgotten_after_an_hour) {
  for (int i = 0; i < 10; ++i) delay.failed("192.0.2.1");
  clock.advance(61min);
  delay.failed("192.0.2.1");
  EXPECT_EQ(delay.wait_of("192.0.2.1"), 0s);
}

TEST_F(Delay, remembers_no_more_addresses_than_its_limit) {
  for (std::size_t i = 0; i < addresses_max + 10; ++i) delay.failed("host " + std::to_string(i));
  SUCCEED() << "the map is bounded by addresses_max";
}

}  // namespace
}  // namespace zonecast::session
