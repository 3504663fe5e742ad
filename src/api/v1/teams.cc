// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/teams.h"

#include "api/answer.h"
#include "api/conditional.h"
#include "api/v1/account_members.h"
#include "api/v1/permissions_json.h"
#include "control/account_tag.h"

namespace zonecast::api::v1 {
namespace {

void write_team(json::Writer& writer, const model::Team& team) {
  writer.begin_object().member("id", team.id).member("name", team.name);
  write_permissions(writer, team.permissions);
  writer.key("ip_whitelist").begin_array();
  for (const auto& list : team.ip_whitelist) {
    writer.begin_object().member("id", list.id).member("name", list.name);
    write_strings(writer, "values", list.values);
    writer.end_object();
  }
  writer.end_array().member("created_at", team.created_at).end_object();
}

http::Response team_answer(const http::Request& request, const model::Team& team) {
  std::string out;
  json::Writer writer(out);
  write_team(writer, team);
  auto response = json_answer(std::move(out));
  tag_object(request, response, control::account_tag(team));
  return response;
}

/// What a refused change is answered: 412 with the team as it is now when a precondition failed.
http::Response refused(const Services& services, const http::Request& request,
                       const std::string& id, const control::Problem& problem) {
  if (problem.kind != control::ProblemKind::precondition_failed) return problem_answer(problem);
  const auto current = services.accounts.team(id);
  return current ? precondition_failed(team_answer(request, *current)) : problem_answer(problem);
}

http::Response answer(const Services& services, const http::Request& request, const std::string& id,
                      const control::Result<model::Team>& team) {
  return team ? team_answer(request, *team) : refused(services, request, id, team.error());
}

std::optional<std::vector<model::IpList>> read_ip_lists(const json::Fields& body) {
  const auto* array = body.array("ip_whitelist");
  if (array == nullptr) return std::nullopt;
  std::vector<model::IpList> out;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto path = json::path_of(body.path("ip_whitelist"), i);
    const auto* members = (*array)[i].object();
    if (members == nullptr) {
      body.problems().add(path, "wrong_type",
                          "Must be an object, not " + std::string((*array)[i].kind()));
      continue;
    }
    const json::Fields list(*members, path, body.problems());
    out.push_back({list.string("id").value_or(""), list.string("name").value_or(""),
                   strings_of(list, "values").value_or(std::vector<std::string>{})});
  }
  return out;
}

control::TeamDraft read_team(const json::Fields& body, const model::Permissions& current) {
  return {body.string("name"), read_permissions(body, current), read_ip_lists(body)};
}

}  // namespace

http::Response list_teams(const Services& services) {
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto& team : services.accounts.teams()) write_team(writer, team);
  writer.end_array();
  return json_answer(std::move(out));
}

http::Response create_team(const Services& services, const http::Request& request) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const auto draft = read_team(json::Fields(*members, {}, problems), {});
  if (!problems.empty()) return problem_answer(problems.take());
  return answer(services, request, {},
                services.accounts.create_team(draft, account_requester(services, request)));
}

http::Response get_team(const Services& services, const http::Request& request,
                        const Route& route) {
  return answer(services, request, route.id, services.accounts.team(route.id));
}

http::Response update_team(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto current = services.accounts.team(route.id);
  if (!current) return problem_answer(current.error());
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const auto draft = read_team(json::Fields(*members, {}, problems), current->permissions);
  if (!problems.empty()) return problem_answer(problems.take());
  return answer(
      services, request, route.id,
      services.accounts.update_team(route.id, draft, account_requester(services, request)));
}

http::Response delete_team(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto removed =
      services.accounts.remove_team(route.id, account_requester(services, request));
  return removed ? json_answer("{}") : refused(services, request, route.id, removed.error());
}

}  // namespace zonecast::api::v1
