// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/views.h"

#include <algorithm>
#include <set>

#include "api/v1/configured.h"

namespace zonecast::api::v1 {
namespace {

using control::StoredView;

/// The first of each name counts; a second says nothing new.
std::vector<std::string> each_once(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const auto& name : names) {
    if (std::ranges::find(out, name) == out.end()) out.push_back(name);
  }
  return out;
}

std::optional<std::vector<std::string>> names_of(const json::Fields& body,
                                                 std::string_view member) {
  auto names = strings_of(body, member);
  if (names) names = each_once(*names);
  return names;
}

/// A set, since a view may have a hundred thousand of them.
std::optional<std::vector<std::string>> zones_of(const json::Fields& body) {
  auto zones = strings_of(body, "zones");
  if (!zones) return zones;
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const auto& zone : *zones) {
    auto name = zone_name_of_text(zone);
    if (seen.insert(name).second) out.push_back(std::move(name));
  }
  return out;
}

control::ViewDraft read_view(const json::Fields& body, const std::string& name) {
  check_name(body, "name", name);
  control::ViewDraft draft;
  draft.read_acls = names_of(body, "read_acls");
  draft.update_acls = names_of(body, "update_acls");
  draft.zones = zones_of(body);
  draft.networks = body.integers("networks");
  if (const auto preference = body.integer("preference", 1, control::preference_max))
    draft.preference = static_cast<std::uint32_t>(*preference);
  return draft;
}

std::string text_of(const StoredView& stored) {
  const auto& view = stored.object;
  std::string text;
  json::Writer writer(text);
  writer.begin_object().member("name", view.name);
  write_strings(writer, "read_acls", view.read_acls);
  write_strings(writer, "update_acls", view.update_acls);
  write_strings(writer, "zones", view.zones);
  writer.key("networks").begin_array();
  for (const auto network : view.networks) writer.value(network);
  writer.end_array().member("preference", view.preference);
  writer.member("created_at", view.created_at).member("updated_at", view.updated_at).end_object();
  return text;
}

std::string text_of(const control::Views::Preferences& preferences) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  for (const auto& [name, preference] : preferences) writer.member(name, preference);
  writer.end_object();
  return text;
}

std::string render(const StoredView& view) { return text_of(view); }

}  // namespace

http::Response list_views(const Services& services, const http::Request&) {
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const auto& view : services.objects.views.list()) writer.raw(text_of(view));
  writer.end_array();
  return json_answer(std::move(text));
}

http::Response get_view(const Services& services, const http::Request& request,
                        const Route& route) {
  const auto view = services.objects.views.get(route.name);
  if (!view) return problem_answer(view.error());
  return object_answer(request, text_of(*view), view->version);
}

http::Response create_view(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto draft = read_view(body, route.name);
  if (!is_object_name(route.name)) body.wrong("name", "invalid_name", object_name_rule);
  if (!problems.empty()) return problem_answer(problems.take());
  const auto view =
      services.objects.views.create(route.name, draft, requester(services, request), render);
  if (!view)
    return refused_object(view.error(), [&] { return get_view(services, request, route); });
  return object_answer(request, text_of(*view), view->version);
}

http::Response update_view(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const auto draft = read_view(json::Fields(*members, {}, problems), route.name);
  if (!problems.empty()) return problem_answer(problems.take());
  const auto view =
      services.objects.views.update(route.name, draft, requester(services, request), render);
  if (!view)
    return refused_object(view.error(), [&] { return get_view(services, request, route); });
  return object_answer(request, text_of(*view), view->version);
}

http::Response delete_view(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto removed = services.objects.views.remove(route.name, requester(services, request));
  if (removed) return json_answer("{}");
  return refused_object(removed.error(), [&] { return get_view(services, request, route); });
}

http::Response get_preferences(const Services& services, const http::Request&) {
  return json_answer(text_of(services.objects.views.preferences()));
}

http::Response set_preferences(const Services& services, const http::Request& request) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  control::Views::Preferences wanted;
  for (const auto& member : *members) {
    if (const auto preference = body.integer(member.name, 1, control::preference_max))
      wanted[member.name] = static_cast<std::uint32_t>(*preference);
  }
  if (!problems.empty()) return problem_answer(problems.take());
  const auto now = services.objects.views.set_preferences(wanted, requester(services, request));
  if (!now) return problem_answer(now.error());
  return json_answer(text_of(*now));
}

}  // namespace zonecast::api::v1
