// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/activity.h"

#include <charconv>

#include "api/answer.h"
#include "api/json/fields.h"
#include "api/json/writer.h"
#include "api/v1/page.h"

namespace zonecast::api::v1 {
namespace {

/// A whole number of the query.
template <typename N>
std::optional<N> number_of(const http::Request& request, const char* name,
                           json::FieldProblems& problems) {
  const auto text = request.query_value(name);
  if (!text || text->empty()) return std::nullopt;
  N number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc() && end == text->data() + text->size()) return number;
  problems.add(name, "wrong_type", "Must be a whole number");
  return std::nullopt;
}

/// "apikey:5e9f…" is an apikey of that id.
std::pair<std::string_view, std::string_view> type_and_id(std::string_view actor) {
  const auto colon = actor.find(':');
  if (colon == std::string_view::npos) return {actor, actor};
  return {actor.substr(0, colon), actor.substr(colon + 1)};
}

void write_entry(json::Writer& writer, const control::ActivityEntry& entry) {
  const auto [type, id] = type_and_id(entry.actor);
  writer.begin_object().member("id", std::to_string(entry.id)).member("timestamp", entry.at);
  writer.member("user_type", type).member("user_id", id).member("user_name", entry.actor_name);
  writer.member("action", entry.action).member("resource_type", entry.resource_type);
  writer.member("resource_id", entry.resource_id).member("zone", entry.zone);
  writer.member("actor", entry.actor).member("source", entry.source);
  writer.member("request_id", entry.request_id).key("change_id");
  entry.position == 0 ? writer.null() : writer.value(std::to_string(entry.position));
  writer.member("comment", entry.comment).key("before");
  entry.before.empty() ? writer.null() : writer.raw(entry.before);
  writer.key("after");
  entry.after.empty() ? writer.null() : writer.raw(entry.after);
  writer.end_object();
}

}  // namespace

http::Response list_activity(const Services& services, const http::Request& request) {
  json::FieldProblems problems;
  control::ActivityQuery query;
  query.start = number_of<std::int64_t>(request, "start", problems);
  query.end = number_of<std::int64_t>(request, "end", problems);
  query.before_id = number_of<std::uint64_t>(request, "after", problems).value_or(0);
  query.after_id = number_of<std::uint64_t>(request, "since", problems).value_or(0);
  query.zone = zone_name_of_text(request.query_value("zone").value_or(""));
  query.actor = request.query_value("actor").value_or("");
  query.action = request.query_value("action").value_or("");
  query.resource_type = request.query_value("resource_type").value_or("");
  const auto limit = number_of<std::size_t>(request, "limit", problems);
  if (limit && (*limit == 0 || *limit > activity_page_max)) {
    problems.add("limit", "out_of_range", "Must be 1 to " + std::to_string(activity_page_max));
  }
  if (!problems.empty()) return problem_answer(problems.take());
  const auto page_size = limit.value_or(activity_page_default);
  query.count_max = page_size + 1;
  auto entries = services.activity.list(query, [&](const control::ActivityEntry& entry) {
    return entry.zone.empty() || services.may_view(entry.zone);
  });
  if (!entries) return problem_answer(entries.error());
  const bool more = entries->size() > page_size;
  if (more) entries->pop_back();
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto& entry : *entries) write_entry(writer, entry);
  writer.end_array();
  auto response = json_answer(std::move(out));
  if (more) link_next_page(request, response, std::to_string(entries->back().id), page_size);
  return response;
}

}  // namespace zonecast::api::v1
