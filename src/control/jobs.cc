// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/jobs.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace zonecast::control {

namespace {

/// Of the worker's thread: whatever answers somebody goes first.
constexpr int niceness = 10;

bool has_ended(JobState state) { return state != JobState::waiting && state != JobState::running; }

}  // namespace

std::string_view to_text(JobState state) {
  switch (state) {
    case JobState::waiting:
      return "waiting";
    case JobState::running:
      return "running";
    case JobState::finished:
      return "finished";
    case JobState::failed:
      return "failed";
    case JobState::cancelled:
      return "cancelled";
  }
  return "";
}

void JobRun::expect(std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  report_.total = total;
}

void JobRun::advance(std::uint64_t steps) {
  const std::lock_guard lock(mutex_);
  report_.done += steps;
}

void JobRun::note_error(std::string subject, std::string message) {
  const std::lock_guard lock(mutex_);
  ++report_.error_count;
  if (report_.errors.size() < errors_max)
    report_.errors.push_back({std::move(subject), std::move(message)});
}

Jobs::Jobs(const base::Clock& clock, base::Log& log, std::uint32_t run)
    : clock_(clock), log_(log), run_(run) {}

Jobs::~Jobs() { stop(); }

void Jobs::start() {
  thread_ = std::thread([this] { work_off(); });
}

void Jobs::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
    if (running_) running_->cancelled_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::int64_t Jobs::now_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.wall().time_since_epoch())
      .count();
}

Result<std::string> Jobs::submit(std::string type, std::string author, JobWork work) {
  auto run = std::make_shared<JobRun>();
  run->report_.type = std::move(type);
  run->report_.author = std::move(author);
  run->report_.created_at_ms = now_ms();
  const std::lock_guard lock(mutex_);
  if (stopping_) return problem(ProblemKind::unavailable, "the server is shutting down");
  if (waiting_.size() >= waiting_max) {
    return problem(
        ProblemKind::unavailable,
        fmt::format("{} jobs are waiting already; try again when some are done", waiting_max));
  }
  const auto number = ++last_number_;
  run->report_.id = fmt::format("{:08x}-{}", run_, number);
  for (auto job = kept_.begin(); job != kept_.end() && kept_.size() >= kept_max;) {
    const bool ended = [&] {
      const std::lock_guard run_lock(job->second->mutex_);
      return has_ended(job->second->report_.state);
    }();
    job = ended ? kept_.erase(job) : std::next(job);
  }
  kept_.emplace(number, run);
  waiting_.push_back({run, std::move(work)});
  wake_.notify_one();
  return run->report_.id;
}

std::vector<JobReport> Jobs::list() const {
  std::vector<JobReport> out;
  const std::lock_guard lock(mutex_);
  for (auto job = kept_.rbegin(); job != kept_.rend(); ++job) {
    const std::lock_guard run_lock(job->second->mutex_);
    const auto& report = job->second->report_;
    JobReport line;
    line.id = report.id;
    line.type = report.type;
    line.author = report.author;
    line.state = report.state;
    line.done = report.done;
    line.total = report.total;
    line.created_at_ms = report.created_at_ms;
    line.started_at_ms = report.started_at_ms;
    line.finished_at_ms = report.finished_at_ms;
    line.failure = report.failure;
    line.error_count = report.error_count;
    out.push_back(std::move(line));
  }
  return out;
}

std::optional<JobReport> Jobs::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [number, job] : kept_) {
    const std::lock_guard run_lock(job->mutex_);
    if (job->report_.id == id) return job->report_;
  }
  return std::nullopt;
}

bool Jobs::remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(kept_, [&](const auto& job) {
    return job.second->report_.id == id;  // never changes once it is here
  });
  if (found == kept_.end()) return false;
  const auto job = found->second;
  const std::lock_guard run_lock(job->mutex_);
  if (has_ended(job->report_.state)) {
    kept_.erase(found);
    return true;
  }
  job->cancelled_ = true;
  if (job->report_.state == JobState::waiting) {
    std::erase_if(waiting_, [&](const Waiting& waiting) { return waiting.run == job; });
    job->report_.state = JobState::cancelled;
    job->report_.finished_at_ms = now_ms();
  }
  return true;
}

void Jobs::work_off() {
  // Of this thread alone, as Linux has it.
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
  while (true) {
    Waiting job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
      running_ = job.run;
      const std::lock_guard run_lock(job.run->mutex_);
      job.run->report_.state = JobState::running;
      job.run->report_.started_at_ms = now_ms();
    }
    carry_out(job);
    const std::lock_guard lock(mutex_);
    running_ = nullptr;
  }
}

void Jobs::carry_out(Waiting& job) {
  auto result = job.work(*job.run);
  job.work = {};  // what it held goes before the job is told as ended
  const std::lock_guard lock(job.run->mutex_);
  auto& report = job.run->report_;
  report.finished_at_ms = now_ms();
  if (!result) {
    report.state = JobState::failed;
    report.failure = std::move(result.error().message);
  } else {
    report.state = job.run->cancelled_ ? JobState::cancelled : JobState::finished;
    report.result = std::move(*result);
  }
  log_.info("job ended", {{"job", report.id},
                          {"type", report.type},
                          {"state", std::string(to_text(report.state))},
                          {"done", report.done},
                          {"errors", report.error_count}});
}

}  // namespace zonecast::control
