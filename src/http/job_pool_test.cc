// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/job_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

namespace zonecast::http {
namespace {

TEST(JobPool, runs_as_many_jobs_at_once_as_it_may_have_threads) {
  constexpr int threads = 8;
  JobPool pool(1, threads);
  std::latch all_run(threads);
  std::latch done(threads);
  for (int i = 0; i < threads; ++i) {
    pool.post([&] {
      all_run.arrive_and_wait();  // would wait for ever if one of them were not begun
      done.count_down();
    });
  }
  done.wait();
  EXPECT_EQ(pool.thread_count(), std::size_t{threads});
}

TEST(JobPool, keeps_to_its_bound_and_runs_everything) {
  JobPool pool(1, 3);
  std::atomic<int> at_once = 0, most = 0;
  std::latch done(1000);
  for (int i = 0; i < 1000; ++i) {
    pool.post([&] {
      const int now = ++at_once;
      for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
      }
      --at_once;
      done.count_down();
    });
  }
  done.wait();
  EXPECT_LE(most, 3);
  EXPECT_LE(pool.thread_count(), 3U);
}

TEST(JobPool, a_thread_that_waits_takes_the_next_job) {
  JobPool pool(1, 8);
  for (int i = 0; i < 50; ++i) {
    std::promise<void> ran;
    pool.post([&] { ran.set_value(); });
    ran.get_future().wait();
    while (pool.idle_count() == 0) std::this_thread::yield();
    ASSERT_EQ(pool.thread_count(), 1U);
  }
}

TEST(JobPool, stop_lets_a_job_end_and_what_waited_goes_with_the_pool) {
  const auto held = std::make_shared<int>(0);
  bool ended = false;
  {
    JobPool pool(1, 1);
    std::promise<void> running, go_on;
    pool.post([&] {
      running.set_value();
      go_on.get_future().wait();
      ended = true;
    });
    running.get_future().wait();
    std::thread stopper([&] { pool.stop(); });
    go_on.set_value();
    stopper.join();
    EXPECT_TRUE(ended);
    pool.post([held] { FAIL() << "begun after the stop"; });
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace zonecast::http
