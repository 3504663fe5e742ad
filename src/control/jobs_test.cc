// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/jobs.h"

#include <gtest/gtest.h>

#include <future>

namespace zonecast::control {
namespace {

class JobsTest : public testing::Test {
 protected:
  JobsTest() { jobs.start(); }
  /// Waits until the job has ended: one that runs behind it has started.
  JobReport ended(const std::string& id) {
    std::promise<void> reached;
    auto done = reached.get_future();
    EXPECT_TRUE(jobs.submit("marker", "admin", [&](JobRun&) -> Result<std::string> {
      reached.set_value();
      return "null";
    }));
    done.wait();
    return jobs.find(id).value();
  }

  base::ManualClock clock{1'700'000'000};
  base::Log log{base::LogLevel::off};
  Jobs jobs{clock, log, 0xabcd};
};

TEST_F(JobsTest, a_job_tells_its_progress_result_and_errors) {
  const auto id = jobs.submit("transfers", "admin", [](JobRun& run) -> Result<std::string> {
    run.expect(3);
    run.advance(2);
    run.note_error("example.org", "no");
    run.advance();
    return R"({"changed":2})";
  });
  ASSERT_TRUE(id);
  const auto report = ended(*id);
  EXPECT_EQ(report.state, JobState::finished);
  EXPECT_EQ(report.done, 3U);
  EXPECT_EQ(report.total, 3U);
  EXPECT_EQ(report.result, R"({"changed":2})");
  ASSERT_EQ(report.errors.size(), 1U);
  EXPECT_EQ(report.errors[0].subject, "example.org");
  EXPECT_EQ(report.author, "admin");
  EXPECT_TRUE(report.started_at_ms && report.finished_at_ms);
}

TEST_F(JobsTest, a_job_that_fails_says_why) {
  const auto id = jobs.submit("import", "admin", [](JobRun&) -> Result<std::string> {
    return problem(ProblemKind::invalid, "line 7: no");
  });
  const auto report = ended(*id);
  EXPECT_EQ(report.state, JobState::failed);
  EXPECT_EQ(report.failure, "line 7: no");
}

TEST_F(JobsTest, a_running_job_is_cancelled_between_steps_and_a_waiting_one_never_starts) {
  std::promise<void> started, cancelled;
  const auto running = jobs.submit("a", "admin", [&](JobRun& run) -> Result<std::string> {
    started.set_value();
    cancelled.get_future().wait();
    EXPECT_TRUE(run.is_cancelled());
    return "null";
  });
  started.get_future().wait();
  bool ran = false;
  const auto waiting = jobs.submit("b", "admin", [&](JobRun&) -> Result<std::string> {
    ran = true;
    return "null";
  });
  EXPECT_TRUE(jobs.remove(*waiting));
  EXPECT_TRUE(jobs.remove(*running));
  cancelled.set_value();
  EXPECT_EQ(ended(*running).state, JobState::cancelled);
  EXPECT_EQ(jobs.find(*waiting)->state, JobState::cancelled);
  EXPECT_FALSE(ran);
  EXPECT_TRUE(jobs.remove(*running)) << "one that has ended is forgotten";
  EXPECT_FALSE(jobs.find(*running));
  EXPECT_FALSE(jobs.remove(*running));
}

TEST_F(JobsTest, waiting_jobs_and_kept_errors_are_bounded) {
  std::promise<void> started, go;
  (void)jobs.submit("a", "admin", [&](JobRun& run) -> Result<std::string> {
    started.set_value();
    go.get_future().wait();
    for (std::size_t i = 0; i < JobRun::errors_max + 5; ++i) run.note_error("z", "no");
    return "null";
  });
  started.get_future().wait();
  const auto quick = [](JobRun&) -> Result<std::string> { return "null"; };
  for (std::size_t i = 0; i < Jobs::waiting_max; ++i) ASSERT_TRUE(jobs.submit("b", "admin", quick));
  const auto refused = jobs.submit("c", "admin", quick);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::unavailable);
  const auto first = jobs.list().back();
  EXPECT_EQ(first.type, "a");
  EXPECT_EQ(first.state, JobState::running);
  go.set_value();
  jobs.stop();
  const auto report = jobs.find(first.id);
  EXPECT_EQ(report->errors.size(), JobRun::errors_max);
  EXPECT_EQ(report->error_count, JobRun::errors_max + 5);
}

TEST_F(JobsTest, the_oldest_that_have_ended_are_forgotten) {
  std::string last;
  for (std::size_t i = 0; i < Jobs::kept_max + 50; ++i) {
    last = *jobs.submit("a", "admin", [](JobRun&) -> Result<std::string> { return "null"; });
    if (i % 50 == 0) (void)ended(last);
  }
  EXPECT_LE(jobs.list().size(), Jobs::kept_max);
  EXPECT_EQ(jobs.list().front().id, last);
}

}  // namespace
}  // namespace zonecast::control
