// SPDX-License-Identifier: GPL-3.0-or-later
// A binary heap of due times by small id, which can also move or erase one: 20 octets per timer
// set.
#pragma once

#include <cstdint>
#include <vector>

#include "base/assert.h"
#include "base/clock.h"

namespace zonecast::notify {

class TimerHeap {
 public:
  struct Timer {
    base::Monotonic due;
    std::uint32_t id = 0;
  };

  bool empty() const { return heap_.empty(); }
  /// The earliest; must not be empty().
  const Timer& top() const { return heap_.front(); }
  bool contains(std::uint32_t id) const { return id < places_.size() && places_[id] != none; }

  /// Sets the timer of `id`, or moves it.
  void set(std::uint32_t id, base::Monotonic due) {
    if (id >= places_.size()) places_.resize(std::size_t{id} + 1, none);
    if (places_[id] == none) {
      places_[id] = static_cast<std::uint32_t>(heap_.size());
      heap_.push_back({due, id});
    } else {
      heap_[places_[id]].due = due;
    }
    sift_down(sift_up(places_[id]));
  }

  /// Does nothing when `id` has no timer.
  void erase(std::uint32_t id) {
    if (!contains(id)) return;
    const auto place = places_[id];
    places_[id] = none;
    const Timer last = heap_.back();
    heap_.pop_back();
    if (place == heap_.size()) return;
    put(place, last);
    sift_down(sift_up(place));
  }

 private:
  static constexpr std::uint32_t none = 0xffff'ffff;

  void put(std::size_t place, const Timer& timer) {
    heap_[place] = timer;
    places_[timer.id] = static_cast<std::uint32_t>(place);
  }
  std::size_t sift_up(std::size_t place) {
    const Timer timer = heap_[place];
    while (place > 0 && timer.due < heap_[(place - 1) / 2].due) {
      put(place, heap_[(place - 1) / 2]);
      place = (place - 1) / 2;
    }
    put(place, timer);
    return place;
  }
  void sift_down(std::size_t place) {
    const Timer timer = heap_[place];
    for (;;) {
      std::size_t child = 2 * place + 1;
      if (child >= heap_.size()) break;
      if (child + 1 < heap_.size() && heap_[child + 1].due < heap_[child].due) ++child;
      if (!(heap_[child].due < timer.due)) break;
      put(place, heap_[child]);
      place = child;
    }
    put(place, timer);
  }

  std::vector<Timer> heap_;
  std::vector<std::uint32_t> places_;  // by id: where in heap_
};

}  // namespace zonecast::notify
