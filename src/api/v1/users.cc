// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/users.h"

#include "api/answer.h"
#include "api/conditional.h"
#include "api/v1/account_members.h"
#include "api/v1/permissions_json.h"
#include "control/account_tag.h"

namespace zonecast::api::v1 {
namespace {

void write_user(json::Writer& writer, const model::User& user) {
  writer.begin_object().member("username", user.username).member("name", user.name);
  writer.member("email", user.email);
  write_strings(writer, "teams", user.teams);
  writer.key("notify").begin_object().member("billing", user.notify_billing).end_object();
  write_permissions(writer, user.permissions);
  write_strings(writer, "ip_whitelist", user.ip_whitelist);
  writer.member("ip_whitelist_strict", user.ip_whitelist_strict).key("last_access").null();
  writer.member("created", user.created_at).member("2fa_enabled", false).end_object();
}

http::Response user_answer(const http::Request& request, const model::User& user) {
  std::string out;
  json::Writer writer(out);
  write_user(writer, user);
  auto response = json_answer(std::move(out));
  tag_object(request, response, control::account_tag(user));
  return response;
}

/// What a refused change is answered: 412 with the user as it is now when a precondition failed.
http::Response refused(const Services& services, const http::Request& request,
                       const std::string& id, const control::Problem& problem) {
  if (problem.kind != control::ProblemKind::precondition_failed) return problem_answer(problem);
  const auto current = services.accounts.user(id);
  return current ? precondition_failed(user_answer(request, *current)) : problem_answer(problem);
}

http::Response answer(const Services& services, const http::Request& request, const std::string& id,
                      const control::Result<model::User>& user) {
  return user ? user_answer(request, *user) : refused(services, request, id, user.error());
}

control::UserDraft read_user(const json::Fields& body, const model::Permissions& current) {
  control::UserDraft draft;
  read_member(body, current, draft);
  draft.email = body.string("email");
  if (const auto* notify = body.object("notify")) {
    draft.notify_billing =
        json::Fields(*notify, body.path("notify"), body.problems()).boolean("billing");
  }
  return draft;
}

}  // namespace

http::Response list_users(const Services& services) {
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto& user : services.accounts.users()) write_user(writer, user);
  writer.end_array();
  return json_answer(std::move(out));
}

http::Response create_user(const Services& services, const http::Request& request) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto draft = read_user(body, {});
  const auto username = body.string("username").value_or("");
  if (username.empty()) body.wrong("username", "required", "A user name is needed");
  if (!problems.empty()) return problem_answer(problems.take());
  return answer(
      services, request, username,
      services.accounts.create_user(username, draft, account_requester(services, request)));
}

http::Response get_user(const Services& services, const http::Request& request,
                        const Route& route) {
  return answer(services, request, route.id, services.accounts.user(route.id));
}

http::Response update_user(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto current = services.accounts.user(route.id);
  if (!current) return problem_answer(current.error());
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const auto draft = read_user(json::Fields(*members, {}, problems), current->permissions);
  if (!problems.empty()) return problem_answer(problems.take());
  return answer(
      services, request, route.id,
      services.accounts.update_user(route.id, draft, account_requester(services, request)));
}

http::Response delete_user(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto removed =
      services.accounts.remove_user(route.id, account_requester(services, request));
  return removed ? json_answer("{}") : refused(services, request, route.id, removed.error());
}

}  // namespace zonecast::api::v1
