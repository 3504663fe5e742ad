// SPDX-License-Identifier: GPL-3.0-or-later
// Threads for jobs that may block. There are as many as jobs in hand, within bounds: changes wait
// for their commit side by side, so that one flush serves them all, and an idle server keeps few.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace zonecast::http {

/// Thread-safe. Jobs must not throw.
class JobPool {
 public:
  using Job = std::move_only_function<void()>;
  /// Up to `kept` threads stay when there is nothing to do.
  JobPool(std::size_t kept, std::size_t threads_max);
  ~JobPool();
  JobPool(const JobPool&) = delete;
  JobPool& operator=(const JobPool&) = delete;

  /// After stop() it is kept as it is until the pool goes.
  void post(Job job);
  /// Lets jobs in hand end; those that wait are not begun. To be called by one thread.
  void stop();
  std::size_t thread_count() const;
  /// Threads that wait for a job, those included that were called and do not yet run.
  std::size_t idle_count() const;

 private:
  void work(std::size_t number);

  const std::size_t kept_;
  const std::size_t threads_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> waiting_;
  std::size_t idle_ = 0;  // threads that wait, those included that were called and do not yet run
  bool stopping_ = false;
  std::size_t next_number_ = 0;
  std::map<std::size_t, std::thread> threads_;
  std::vector<std::thread> ended_;  // to be joined
};

}  // namespace zonecast::http
