// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/history.h"

#include <gtest/gtest.h>

#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

DifferenceRef step(std::uint32_t from, std::uint32_t to, std::size_t octets = 0) {
  ZoneChange change;
  if (octets > 0) change.additions.push_back(testing::txt("www.example.org", octets));
  return std::make_shared<const Difference>(testing::soa(from).view(), testing::soa(to).view(),
                                            change);
}

constexpr std::size_t plenty = 1 << 20;

TEST(History, reaches_back_to_its_oldest_serial) {
  const auto history = History()
                           .followed_by(step(1, 2), plenty)
                           .followed_by(step(2, 5), plenty)
                           .followed_by(step(5, 6), plenty);
  EXPECT_EQ(history.oldest(), dns::Serial(1));
  EXPECT_EQ(history.since(dns::Serial(1))->size(), 3u);
  EXPECT_EQ(history.since(dns::Serial(5))->size(), 1u);
  EXPECT_EQ(history.since(dns::Serial(5))->front()->to(), dns::Serial(6));
  EXPECT_FALSE(history.since(dns::Serial(3)));
  EXPECT_FALSE(history.since(dns::Serial(6)));
}

TEST(History, starts_anew_behind_a_gap) {
  const auto history = History().followed_by(step(1, 2), plenty).followed_by(step(7, 8), plenty);
  EXPECT_EQ(history.size(), 1u);
  EXPECT_EQ(history.oldest(), dns::Serial(7));
}

TEST(History, drops_the_oldest_to_stay_within_its_bound) {
  const auto one = step(1, 2)->encoded().size();
  auto history = History();
  for (std::uint32_t i = 1; i < 100; ++i) history = history.followed_by(step(i, i + 1), 10 * one);
  EXPECT_EQ(history.size(), 10u);
  EXPECT_EQ(history.octets(), 10 * one);
  EXPECT_EQ(history.oldest(), dns::Serial(90));
  EXPECT_EQ(history.since(dns::Serial(95))->size(), 5u);
}

TEST(History, is_empty_after_a_difference_larger_than_its_bound) {
  const auto history = History().followed_by(step(1, 2), 1000).followed_by(step(2, 3, 2000), 1000);
  EXPECT_EQ(history.size(), 0u);
  EXPECT_EQ(history.octets(), 0u);
  EXPECT_FALSE(history.oldest());
  EXPECT_EQ(history.followed_by(step(3, 4), 1000).oldest(), dns::Serial(3));
}

TEST(History, does_not_change_for_those_who_hold_it) {
  std::vector<History> all{History()};
  for (std::uint32_t i = 0; i < 50; ++i) {
    all.push_back(all.back().followed_by(step(i, i + 1), plenty));
  }
  // A second line of descent from the middle.
  const auto other = all[20].followed_by(step(20, 77), plenty);
  EXPECT_EQ(other.since(dns::Serial(20))->front()->to(), dns::Serial(77));
  for (std::uint32_t i = 1; i <= 50; ++i) {
    ASSERT_EQ(all[i].size(), i);
    const auto steps = *all[i].since(dns::Serial(0));
    for (std::uint32_t k = 0; k < i; ++k) EXPECT_EQ(steps[k]->to(), dns::Serial(k + 1));
  }
}

TEST(History, finds_the_latest_start_when_serials_have_gone_round) {
  const auto history = History()
                           .followed_by(step(5, 0x7000'0000), plenty)
                           .followed_by(step(0x7000'0000, 0xE000'0000), plenty)
                           .followed_by(step(0xE000'0000, 5), plenty)
                           .followed_by(step(5, 6), plenty);
  EXPECT_EQ(history.since(dns::Serial(5))->size(), 1u);
}

}  // namespace
}  // namespace zonecast::zone
