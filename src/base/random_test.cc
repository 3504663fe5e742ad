// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <gtest/gtest.h>

#include <set>

namespace zonecast::base {
namespace {

TEST(SeededRandom, repeats_itself) {
  SeededRandom one(42);
  SeededRandom two(42);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(one.u64(), two.u64());
}

TEST(Random, reaches_every_value_below_the_bound) {
  SeededRandom random(1);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.below(7));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6}));
}

TEST(SystemRandom, does_not_repeat) {
  SystemRandom random;
  EXPECT_NE(random.u64(), random.u64());
}

}  // namespace
}  // namespace zonecast::base
