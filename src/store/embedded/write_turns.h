// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite has one writer at a time and lets the others poll. Here they queue instead, in the order
// they came: a commit waits for one short step of upkeep at most per thread that does upkeep.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace zonecast::store {

/// Thread-safe.
class WriteTurns {
 public:
  /// Holds the right to write until it goes out of scope.
  class Turn {
   public:
    explicit Turn(WriteTurns& turns) : turns_(turns) {
      std::unique_lock lock(turns_.mutex_);
      const auto mine = turns_.last_++;
      turns_.changed_.wait(lock, [&] { return turns_.now_ == mine; });
    }
    ~Turn() {
      {
        const std::lock_guard lock(turns_.mutex_);
        ++turns_.now_;
      }
      turns_.changed_.notify_all();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    WriteTurns& turns_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t last_ = 0;  // the number the next to come draws
  std::uint64_t now_ = 0;   // the number whose turn it is
};

}  // namespace zonecast::store
