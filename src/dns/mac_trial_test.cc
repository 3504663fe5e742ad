// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/mac_trial.h"

#include <gtest/gtest.h>

namespace zonecast::dns {
namespace {

constexpr TsigAlgorithm algorithms[] = {TsigAlgorithm::hmac_sha1, TsigAlgorithm::hmac_sha224,
                                        TsigAlgorithm::hmac_sha256, TsigAlgorithm::hmac_sha384,
                                        TsigAlgorithm::hmac_sha512};

/// OpenSSL in the place of lanes.
bool compute_right(std::span<MacJob* const> jobs) {
  for (MacJob* job : jobs) job->key->mac(job->covered, job->mac);
  return true;
}

std::size_t size_of(const MacJob& job) {
  std::size_t size = 0;
  for (const auto piece : job.covered) size += piece.size();
  return size;
}

TEST(MacTrial, passes_lanes_that_are_right) {
  for (const auto algorithm : algorithms) EXPECT_TRUE(test_macs(compute_right, algorithm));
  const auto lanes = MacLanes::open();
  if (!lanes) GTEST_SKIP() << lanes.error().message;
  for (const auto way : lane_ways) {
    if (!(*lanes)->has(way)) continue;
    for (const auto algorithm : algorithms) {
      const auto right = test_macs(
          [&](std::span<MacJob* const> jobs) { return (*lanes)->compute(way, jobs); }, algorithm);
      EXPECT_TRUE(right) << to_text(way) << ": " << right.error().message;
    }
  }
}

TEST(MacTrial, finds_one_wrong_lane_one_wrong_size_and_a_refusal) {
  const auto fails = [](const MacComputer& computer) {
    const auto right = test_macs(computer, TsigAlgorithm::hmac_sha256);
    return right ? std::string() : right.error().message;
  };
  EXPECT_EQ(fails([](std::span<MacJob* const> jobs) {
              compute_right(jobs);
              if (jobs.size() == lanes_max) jobs.back()->mac[31] ^= 1;
              return true;
            }),
            "hmac-sha256 differs from OpenSSL's with 16 at once");
  for (const std::size_t wrong_size : {std::size_t{55}, std::size_t{64}, lane_octets_max}) {
    EXPECT_NE(fails([&](std::span<MacJob* const> jobs) {
                compute_right(jobs);
                for (MacJob* job : jobs) {
                  if (size_of(*job) == wrong_size) job->mac[0] ^= 0x80;
                }
                return true;
              }),
              "")
        << wrong_size;
  }
  EXPECT_NE(fails([](std::span<MacJob* const>) { return false; }), "");
}

TEST(MacTrial, measures_all_lanes_that_are_here) {
  const auto lanes = MacLanes::open();
  if (!lanes) GTEST_SKIP() << lanes.error().message;
  const auto costs = measure_macs(**lanes, TsigAlgorithm::hmac_sha256, base::SystemClock());
  EXPECT_GT(costs.openssl.count(), 0);
  for (std::size_t i = 0; i < std::size(lane_ways); ++i) {
    ASSERT_EQ(costs.lanes[i].has_value(), (*lanes)->has(lane_ways[i]));
    if (!costs.lanes[i]) continue;
    for (const auto time : *costs.lanes[i]) EXPECT_GT(time.count(), 0);
  }
}

}  // namespace
}  // namespace zonecast::dns
