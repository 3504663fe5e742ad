// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/answer.h"

#include <fmt/format.h>

#include <chrono>

#include "api/json/writer.h"

namespace zonecast::api {
namespace {

unsigned status_of(control::ProblemKind kind) {
  using enum control::ProblemKind;
  switch (kind) {
    case zone_not_found:
    case record_not_found:
    case not_found:
      return 404;
    case forbidden:
      return 403;
    case zone_exists:
    case fqdn_exists:
    case record_exists:
    case invalid:
      return 400;
    case key_conflict:
    case conflict:
      return 409;
    case precondition_failed:
      return 412;
    case unavailable:
    case unknown_outcome:
      return 503;
    case repeated:
      return 200;
  }
  return 500;
}

std::uint64_t fnv1a(std::string_view text, std::uint64_t hash) {
  for (const char c : text) {
    hash ^= static_cast<std::uint8_t>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

}  // namespace

// Clients compare some texts letter by letter (NS1's own).
std::string_view problem_text(const control::Problem& problem) {
  using enum control::ProblemKind;
  switch (problem.kind) {
    case zone_not_found:
      return "zone not found";
    case record_not_found:
      return "record not found";
    case zone_exists:
      return "zone already exists";
    case fqdn_exists:
      // NS1 has a second text, "… in the view", and clients look for the first within it.
      return problem.message.starts_with("invalid: FQDN already exists")
                 ? std::string_view(problem.message)
                 : "invalid: FQDN already exists";
    case record_exists:
      return "record already exists";
    case not_found:
      return problem.message.empty() ? "not found" : std::string_view(problem.message);
    default:
      return problem.message;
  }
}

http::Response json_answer(std::string body, unsigned status) {
  http::Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

http::Response message_answer(unsigned status, std::string_view message) {
  std::string body;
  json::Writer(body).begin_object().member("message", message).end_object();
  return json_answer(std::move(body), status);
}

http::Response problem_answer(const control::Problem& problem) {
  // Another request with this Idempotency-Key got ahead: its answer is this one's.
  if (problem.kind == control::ProblemKind::repeated) {
    return json_answer(problem.message.empty() ? "{}" : problem.message);
  }
  const unsigned status = status_of(problem.kind);
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("message", problem_text(problem));
  if (problem.kind == control::ProblemKind::invalid || !problem.fields.empty()) {
    writer.key("errors").begin_array();
    for (const auto& field : problem.fields) {
      writer.begin_object().member("path", field.path).member("code", field.code);
      writer.member("message", field.message).end_object();
    }
    if (problem.fields.empty()) {
      writer.begin_object().member("path", "").member("code", "invalid");
      writer.member("message", problem.message).end_object();
    }
    writer.end_array();
  }
  writer.end_object();
  return json_answer(std::move(body), status);
}

void tag_answer(const http::Request& request, http::Response& response, std::string tag) {
  const std::string quoted = "\"" + std::move(tag) + "\"";
  response.headers.emplace_back("ETag", quoted);
  response.headers.emplace_back("Cache-Control", "no-cache");
  const auto have = request.header("if-none-match");
  if (have == "*" || have.find(quoted) != std::string_view::npos) {
    response.status = 304;
    response.body.clear();
    response.producer = nullptr;
  }
}

std::string timestamp(std::int64_t unix_milliseconds) {
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds{unix_milliseconds}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss time{at - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::string derived_id(std::string_view text) {
  const std::uint64_t first = fnv1a(text, 0xcbf29ce484222325);
  const std::uint64_t second = fnv1a(text, first ^ 0x9e3779b97f4a7c15);
  return fmt::format("{:016x}{:08x}", first, static_cast<std::uint32_t>(second >> 32));
}

}  // namespace zonecast::api
