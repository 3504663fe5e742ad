// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/upkeep.h"

#include <chrono>

#include "base/allocator.h"

namespace zonecast::control {

namespace {

constexpr std::chrono::milliseconds mark_interval{
    100};  // after a crash, NOTIFYs of this long may repeat
constexpr int marks_per_maintenance = 10;
constexpr int marks_per_task = 600;
constexpr int marks_per_memory_return = 50;
constexpr std::size_t unstored_marks_max = 1'000'000;

}  // namespace

void Upkeep::start() {
  thread_ = std::thread([this] { work(); });
}

void Upkeep::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (!thread_.joinable()) return;
  thread_.join();
  store_acknowledgements();
  for (const auto& task : tasks_) task();
}

void Upkeep::work() {
  for (int turn = 0;; ++turn) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, mark_interval, [this] { return stopping_; })) return;
    }
    store_acknowledgements();
    if (turn % marks_per_task == marks_per_task - 1) {
      for (const auto& task : tasks_) task();
    }
    if (turn % marks_per_memory_return == marks_per_memory_return / 10) base::return_free_memory();
    if (turn % marks_per_maintenance != 0) continue;
    if (const auto done = store_.maintain(); !done) {
      log_.warning("upkeep of the store failed", {{"reason", done.error().message}});
    }
  }
}

void Upkeep::store_acknowledgements() {
  for (const auto& mark : notifier_.take_acknowledgements()) {
    unstored_.push_back({mark.zone_id, mark.destination, mark.serial});
  }
  if (unstored_.empty()) return;
  // Kept for the next turn when the disk refuses; a mark that is lost costs one repeated NOTIFY.
  if (store_.put_notify_marks(unstored_) || unstored_.size() > unstored_marks_max)
    unstored_.clear();
}

}  // namespace zonecast::control
