// SPDX-License-Identifier: GPL-3.0-or-later
// What goes on beside requests: acknowledgements of NOTIFYs are stored, images refreshed, logs
// trimmed.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "notify/notifier.h"
#include "store/store.h"

namespace zonecast::control {

/// One thread of its own between start() and stop(); stop() stores what is left.
class Upkeep {
 public:
  Upkeep(store::Store& store, notify::Notifier& notifier, base::Log& log)
      : store_(store), notifier_(notifier), log_(log) {}
  ~Upkeep() { stop(); }
  /// `task` is run every minute or so, and once more at the end. Before start().
  void also(std::function<void()> task) { tasks_.push_back(std::move(task)); }
  void start();
  void stop();

 private:
  void work();
  void store_acknowledgements();

  store::Store& store_;
  notify::Notifier& notifier_;
  base::Log& log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
  std::vector<store::NotifyMark> unstored_;
  std::vector<std::function<void()>> tasks_;
};

}  // namespace zonecast::control
