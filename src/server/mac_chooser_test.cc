// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/mac_chooser.h"

#include <gtest/gtest.h>

#include <future>

#include "server/test_clients.h"

namespace zonecast::server {
namespace {

using dns::TsigAlgorithm;

TEST(MacChooser, decides_once_for_each_algorithm_and_lets_nobody_wait) {
  std::promise<void> may_go_on;
  const auto goes_on = may_go_on.get_future().share();
  std::atomic<int> decisions{0};
  MacChooser chooser([&](TsigAlgorithm) {
    goes_on.wait();
    ++decisions;
    return dns::MacChoice();
  });
  EXPECT_EQ(chooser.choice(TsigAlgorithm::hmac_sha256), nullptr);
  EXPECT_EQ(chooser.choice(TsigAlgorithm::hmac_sha256), nullptr);
  EXPECT_EQ(decisions, 0);
  may_go_on.set_value();
  ASSERT_TRUE(
      testing::eventually([&] { return chooser.choice(TsigAlgorithm::hmac_sha256) != nullptr; }));
  EXPECT_EQ(decisions, 1);
  ASSERT_TRUE(
      testing::eventually([&] { return chooser.choice(TsigAlgorithm::hmac_sha512) != nullptr; }));
  EXPECT_EQ(decisions, 2);
}

TEST(MacChooser, leaves_md5_to_openssl_without_a_trial) {
  MacChooser chooser([](TsigAlgorithm) -> dns::MacChoice {
    ADD_FAILURE() << "nothing to try";
    return {};
  });
  const auto* choice = chooser.choice(TsigAlgorithm::hmac_md5);
  ASSERT_NE(choice, nullptr);
  EXPECT_FALSE(choice->uses_lanes());
}

TEST(MacChooser, decides_by_trial_on_this_processor) {
  const base::SystemClock clock;
  base::Log log(base::LogLevel::off);
  const auto decide = decide_macs_by_trial(clock, log);
  for (const auto algorithm : {TsigAlgorithm::hmac_sha1, TsigAlgorithm::hmac_sha256}) {
    const auto choice = decide(algorithm);
    // Whatever it is, one message alone is OpenSSL's.
    EXPECT_EQ(choice.way(1), dns::MacWay::openssl);
  }
}

}  // namespace
}  // namespace zonecast::server
