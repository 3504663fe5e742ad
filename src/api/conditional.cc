// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/conditional.h"

#include <string>

#include "api/answer.h"

namespace zonecast::api {
namespace {

// A request names a few; more than this is nobody's honest condition.
constexpr std::size_t tags_max = 100;

/// The part of an entity-tag that names the object's state. Nothing when it is weak: If-Match
/// compares strongly.
std::string_view object_tag(std::string_view entity_tag) {
  if (entity_tag.starts_with("W/")) return {};
  if (entity_tag.starts_with('"')) entity_tag.remove_prefix(1);
  if (entity_tag.ends_with('"')) entity_tag.remove_suffix(1);
  return entity_tag.substr(0, entity_tag.find('-'));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

control::Precondition precondition_of(const http::Request& request) {
  control::Precondition out;
  out.must_be_absent = trimmed(request.header("if-none-match")) == "*";
  auto list = trimmed(request.header("if-match"));
  if (list == "*") {
    out.must_exist = true;
    return out;
  }
  // Our tags hold no comma; one that does is not ours, and its pieces match nothing.
  while (!list.empty() && out.tags.size() < tags_max) {
    const auto end = std::min(list.find(','), list.size());
    out.tags.emplace_back(object_tag(trimmed(list.substr(0, end))));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return out;
}

void tag_object(const http::Request& request, http::Response& response, std::string_view tag) {
  if (response.status != 200) return;
  const auto representation =
      derived_id(response.producer ? std::string_view(request.target) : response.body);
  auto entity_tag = std::string(tag) + "-" + representation;
  if (request.method == "GET" || request.method == "HEAD") {
    tag_answer(request, response, std::move(entity_tag));
    return;
  }
  response.headers.emplace_back("ETag", "\"" + entity_tag + "\"");
  response.headers.emplace_back("Cache-Control", "no-cache");
}

http::Response precondition_failed(http::Response current) {
  if (current.status == 200) current.status = 412;
  return current;
}

}  // namespace zonecast::api
