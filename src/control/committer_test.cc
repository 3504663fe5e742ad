// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/committer.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <latch>
#include <thread>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

/// Has nothing to do, but tells on which thread it ran.
Command told(std::thread::id& where) {
  return [&where](Heads&) -> Result<std::optional<Prepared>> {
    where = std::this_thread::get_id();
    return std::optional<Prepared>{};
  };
}

/// A thread that is the writer until it may go on.
class HeldWriter {
 public:
  explicit HeldWriter(Committer& committer)
      : thread_([this, &committer] {
          ASSERT_TRUE(committer.run([this](Heads&) -> Result<std::optional<Prepared>> {
            writing_.count_down();
            may_go_on_.wait();
            return std::optional<Prepared>{};
          }));
        }) {
    writing_.wait();
  }
  ~HeldWriter() { thread_.join(); }
  void go_on() { may_go_on_.count_down(); }

 private:
  std::latch writing_{1}, may_go_on_{1};
  std::thread thread_;
};

struct CommitterTest : testing::Test {
  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
};

TEST_F(CommitterTest, a_change_that_comes_alone_is_written_by_who_waits_for_it) {
  std::thread::id where;
  ASSERT_TRUE(bed.committer.run(told(where)));
  EXPECT_EQ(where, std::this_thread::get_id());
}

TEST_F(CommitterTest, a_thread_that_gives_way_to_others_is_not_the_writer) {
  std::thread::id where, asked_by;
  std::thread([&] {
    asked_by = std::this_thread::get_id();
    const int before = ::getpriority(PRIO_PROCESS, 0);
    if (before == 19) return;  // as nice as can be already
    ASSERT_EQ(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), before + 1), 0);
    ASSERT_TRUE(bed.committer.run(told(where)));
  }).join();
  if (::getpriority(PRIO_PROCESS, 0) == 19) GTEST_SKIP() << "there is no lower priority";
  EXPECT_NE(where, std::thread::id());
  EXPECT_NE(where, asked_by);
}

TEST_F(CommitterTest, what_comes_while_somebody_writes_is_done_after_it_whoever_asked) {
  HeldWriter first(bed.committer);
  std::thread::id second, third;
  auto submitted = bed.committer.submit(told(second));
  std::thread waits([&] { ASSERT_TRUE(bed.committer.run(told(third))); });
  EXPECT_EQ(submitted.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  first.go_on();
  waits.join();
  ASSERT_TRUE(submitted.get());
  EXPECT_NE(second, std::this_thread::get_id());
  EXPECT_NE(third, std::thread::id());
}

TEST_F(CommitterTest, there_is_one_writer_at_a_time) {
  std::atomic<int> at_once = 0;
  int done = 0;  // not atomic: the writers take turns
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        const auto command = [&](Heads&) -> Result<std::optional<Prepared>> {
          EXPECT_EQ(++at_once, 1);
          ++done;
          --at_once;
          return std::optional<Prepared>{};
        };
        if (i % 4 == 0) {
          EXPECT_TRUE(bed.committer.submit(command).get());
        } else {
          EXPECT_TRUE(bed.committer.run(command));
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 8 * 200);
}

TEST_F(CommitterTest, stop_waits_for_what_is_queued_and_refuses_what_comes_later) {
  HeldWriter first(bed.committer);
  std::thread::id queued;
  auto submitted = bed.committer.submit(told(queued));
  std::thread stopper([&] { bed.committer.stop(); });
  // stop() wakes the thread of the queue, which must not write beside the writer that there is.
  EXPECT_EQ(submitted.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  first.go_on();
  stopper.join();
  EXPECT_TRUE(submitted.get());
  std::thread::id late;
  const auto refused = bed.committer.run(told(late));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::unavailable);
  EXPECT_EQ(late, std::thread::id());
}

}  // namespace
}  // namespace zonecast::control
