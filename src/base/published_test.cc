// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/published.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace zonecast::base {
namespace {

TEST(Published, keeps_the_old_value_for_those_who_hold_it) {
  Published<int> slot(std::make_shared<const int>(1));
  const auto held = slot.current();
  slot.publish(std::make_shared<const int>(2));
  EXPECT_EQ(*held, 1);
  EXPECT_EQ(*slot.current(), 2);
}

TEST(Published, is_read_while_it_is_replaced) {
  Published<int> slot(std::make_shared<const int>(0));
  std::atomic<bool> done{false};
  std::thread reader([&] {
    int last = 0;
    while (!done) {
      const int now = *slot.current();
      EXPECT_GE(now, last);
      last = now;
    }
  });
  for (int i = 1; i <= 1000; ++i) slot.publish(std::make_shared<const int>(i));
  done = true;
  reader.join();
}

}  // namespace
}  // namespace zonecast::base
