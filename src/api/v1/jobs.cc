// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/jobs.h"

#include "api/answer.h"
#include "api/json/fields.h"
#include "api/v1/preview.h"
#include "api/v1/transfers_job.h"

namespace zonecast::api::v1 {
namespace {

using control::JobReport;
using control::JobState;

/// Everybody sees what they have asked for; who holds the admin key sees all.
bool is_visible(const Services& services, const JobReport& job) {
  return services.caller->actor == "admin" || services.caller->actor == job.author;
}

void write_time(json::Writer& writer, const char* name, std::optional<std::int64_t> at_ms) {
  writer.key(name);
  at_ms ? writer.value(timestamp(*at_ms)) : writer.null();
}

void write_job_members(json::Writer& writer, const JobReport& job) {
  writer.member("id", job.id).member("type", job.type).member("author", job.author);
  writer.member("state", control::to_text(job.state));
  writer.member("done", job.done).member("total", job.total);
  // Steps per second since it has started, once there is something to measure.
  writer.key("rate");
  const bool is_timed = job.started_at_ms && job.finished_at_ms;
  const auto took_ms = is_timed ? *job.finished_at_ms - *job.started_at_ms : 0;
  is_timed&& took_ms > 0 ? writer.value(static_cast<std::uint64_t>(
                               job.done * 1000 / static_cast<std::uint64_t>(took_ms)))
                         : writer.null();
  write_time(writer, "created_at", job.created_at_ms);
  write_time(writer, "started_at", job.started_at_ms);
  const bool has_ended = job.state != JobState::waiting && job.state != JobState::running;
  write_time(writer, "finished_at", has_ended ? job.finished_at_ms : std::nullopt);
  writer.member("error_count", job.error_count);
  if (!job.failure.empty()) writer.member("message", job.failure);
}

std::optional<JobReport> visible_job(const Services& services, const std::string& id) {
  auto job = services.jobs.find(id);
  if (job && !is_visible(services, *job)) job.reset();
  return job;
}

http::Response no_such_job() { return message_answer(404, "job not found"); }

}  // namespace

http::Response list_jobs(const Services& services) {
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto& job : services.jobs.list()) {
    if (!is_visible(services, job)) continue;
    writer.begin_object();
    write_job_members(writer, job);
    writer.end_object();
  }
  writer.end_array();
  return json_answer(std::move(out));
}

http::Response get_job(const Services& services, const Route& route) {
  const auto job = visible_job(services, route.id);
  if (!job) return no_such_job();
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  write_job_members(writer, *job);
  writer.key("result").raw(job->result.empty() ? "null" : job->result);
  writer.key("errors").begin_array();
  for (const auto& error : job->errors) {
    writer.begin_object().member("zone", error.subject).member("message", error.message);
    writer.end_object();
  }
  writer.end_array().end_object();
  return json_answer(std::move(out));
}

http::Response remove_job(const Services& services, const Route& route) {
  if (!visible_job(services, route.id)) return no_such_job();
  services.jobs.remove(route.id);
  return json_answer("{}");
}

http::Response start_job(const Services& services, const http::Request& request) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto type = body.string("type");
  if (!type || *type != "transfers") {
    body.wrong("type", type ? "unknown_type" : "required", "Must be transfers");
    return problem_answer(problems.take());
  }
  auto work = read_transfers_job(services, request, *members, body);
  if (!problems.empty()) return problem_answer(problems.take());
  return answer_with_job(services, "transfers", std::move(work));
}

bool is_async(const http::Request& request) {
  return request.query_value("async") == "true" && !is_dry_run(request);
}

http::Response answer_with_job(const Services& services, std::string type, control::JobWork work) {
  const auto id = services.jobs.submit(std::move(type), services.caller->actor, std::move(work));
  if (!id) return problem_answer(id.error());
  std::string out;
  json::Writer(out).begin_object().member("job", *id).end_object();
  return json_answer(std::move(out));
}

}  // namespace zonecast::api::v1
