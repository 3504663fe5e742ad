// SPDX-License-Identifier: GPL-3.0-or-later
// Work that takes long, done behind the request that asked for it, one piece after the other on a
// thread that gives way to all others. Jobs live in memory: a restart ends them, and what a job has
// committed by then stays.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "control/problem.h"

namespace zonecast::control {

enum class JobState : std::uint8_t { waiting, running, finished, failed, cancelled };
std::string_view to_text(JobState state);

/// What went wrong with a part of a job; the rest goes on.
struct JobError {
  std::string subject;  // a zone's name
  std::string message;
};

struct JobReport {
  std::string id;
  std::string type;    // "transfers", "import", …
  std::string author;  // who asked for it
  JobState state = JobState::waiting;
  std::uint64_t done = 0, total = 0;
  std::int64_t created_at_ms = 0;  // Unix milliseconds
  std::optional<std::int64_t> started_at_ms, finished_at_ms;
  std::string result;   // JSON, as the work gave it
  std::string failure;  // why the whole job failed
  std::vector<JobError> errors;
  std::uint64_t error_count = 0;  // all of them
};

/// A job as its work sees it. Work calls from one thread; others read meanwhile.
class JobRun {
 public:
  static constexpr std::size_t errors_max = 1000;  // kept; beyond they are counted only

  void expect(std::uint64_t total);
  void advance(std::uint64_t steps = 1);
  void note_error(std::string subject, std::string message);
  /// To be asked between steps.
  bool is_cancelled() const { return cancelled_; }

 private:
  friend class Jobs;
  mutable std::mutex mutex_;
  JobReport report_;
  std::atomic<bool> cancelled_{false};
};

/// Gives the result as JSON.
using JobWork = std::function<Result<std::string>(JobRun&)>;

/// Thread-safe.
class Jobs {
 public:
  static constexpr std::size_t waiting_max = 100;
  static constexpr std::size_t kept_max = 1000;  // ended ones included; the oldest ended go first

  /// `run`: tells ids of one run of the server from those of another.
  Jobs(const base::Clock& clock, base::Log& log, std::uint32_t run);
  ~Jobs();
  void start();
  /// The running job is cancelled and waited for.
  void stop();

  /// The job's id.
  Result<std::string> submit(std::string type, std::string author, JobWork work);
  /// Newest first, without results and errors.
  std::vector<JobReport> list() const;
  std::optional<JobReport> find(const std::string& id) const;
  /// A job that waits or runs is cancelled, one that has ended is forgotten.
  bool remove(const std::string& id);

 private:
  struct Waiting {
    std::shared_ptr<JobRun> run;
    JobWork work;
  };
  void work_off();
  void carry_out(Waiting& job);
  std::int64_t now_ms() const;

  const base::Clock& clock_;
  base::Log& log_;
  const std::uint32_t run_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, std::shared_ptr<JobRun>> kept_;  // by number
  std::deque<Waiting> waiting_;
  std::shared_ptr<JobRun> running_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace zonecast::control
