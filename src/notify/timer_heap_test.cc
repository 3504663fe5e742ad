// SPDX-License-Identifier: GPL-3.0-or-later
#include "notify/timer_heap.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>

namespace zonecast::notify {
namespace {

TEST(TimerHeap, gives_the_earliest_first_whatever_was_set_moved_and_erased) {
  const bool holds = rc::check([](const std::vector<std::pair<std::uint8_t, int>>& steps) {
    TimerHeap heap;
    std::map<std::uint32_t, int> model;
    for (const auto& [id, due] : steps) {
      if (due % 3 == 0) {
        heap.erase(id);
        model.erase(id);
      } else {
        heap.set(id, base::Monotonic(std::chrono::nanoseconds(due)));
        model[id] = due;
      }
      RC_ASSERT(heap.contains(id) == model.contains(id));
    }
    while (!model.empty()) {
      const auto timer = heap.top();
      RC_ASSERT(model.at(timer.id) == timer.due.time_since_epoch().count());
      for (const auto& [id, due] : model) RC_ASSERT(timer.due.time_since_epoch().count() <= due);
      heap.erase(timer.id);
      model.erase(timer.id);
    }
    RC_ASSERT(heap.empty());
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace zonecast::notify
