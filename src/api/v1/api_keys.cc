// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/api_keys.h"

#include <limits>

#include "api/answer.h"
#include "api/conditional.h"
#include "api/v1/account_members.h"
#include "api/v1/permissions_json.h"
#include "control/account_tag.h"
#include "control/duration.h"

namespace zonecast::api::v1 {
namespace {

using control::ApiKeyState;

void write_time(json::Writer& writer, const char* name, std::optional<std::int64_t> at) {
  writer.key(name);
  at ? writer.value(*at) : writer.null();
}

/// `made`: with the secret that was just made, which no later answer has.
void write_key(json::Writer& writer, const ApiKeyState& state, const control::NewSecret* made) {
  const auto& key = state.key;
  writer.begin_object().member("id", key.id);
  if (made != nullptr) writer.member("key", made->secret);
  writer.member("name", key.name);
  write_strings(writer, "teams", key.teams);
  write_permissions(writer, key.permissions);
  write_strings(writer, "ip_whitelist", key.ip_whitelist);
  writer.member("ip_whitelist_strict", key.ip_whitelist_strict);
  write_time(writer, "last_access", state.last_access);
  if (!key.expiry_duration.empty()) writer.member("expiry_duration", key.expiry_duration);
  writer.key("secrets").begin_array();
  for (const auto& [secret, last_access] : state.secrets) {
    writer.begin_object().member("secret_id", secret.id);
    if (made != nullptr && made->secret_id == secret.id) writer.member("secret", made->secret);
    write_time(writer, "expires_at", secret.expires_at);
    write_time(writer, "last_access", last_access);
    writer.member("enabled", secret.enabled).member("created_at", secret.created_at).end_object();
  }
  writer.end_array().member("created_at", key.created_at).end_object();
}

http::Response key_answer(const http::Request& request, const ApiKeyState& state,
                          const control::NewSecret* made) {
  std::string out;
  json::Writer writer(out);
  write_key(writer, state, made);
  auto response = json_answer(std::move(out));
  tag_object(request, response, control::account_tag(state.key));
  return response;
}

/// What a refused change is answered: 412 with the key as it is now when a precondition failed.
http::Response refused(const Services& services, const http::Request& request,
                       const std::string& id, const control::Problem& problem) {
  if (problem.kind != control::ProblemKind::precondition_failed) return problem_answer(problem);
  const auto current = services.accounts.key(id);
  return current ? precondition_failed(key_answer(request, *current, nullptr))
                 : problem_answer(problem);
}

http::Response answer(const Services& services, const http::Request& request, const std::string& id,
                      const control::Result<ApiKeyState>& state) {
  return state ? key_answer(request, *state, nullptr)
               : refused(services, request, id, state.error());
}

http::Response answer(const Services& services, const http::Request& request, const std::string& id,
                      const control::Result<control::NewSecret>& made) {
  return made ? key_answer(request, made->key, &*made)
              : refused(services, request, id, made.error());
}

/// `zone`: the rights over zones are told as far as they cover that one.
void write_rights(json::Writer& writer, const Services& services,
                  const std::optional<std::string>& zone) {
  writer.key("rights").begin_array();
  for (const auto right : model::every_right) {
    model::Need need{right};
    if (zone && (right == model::Right::view_zones || right == model::Right::manage_zones)) {
      need.extent = model::Extent::zone;
      need.zone = *zone;
    }
    if (services.may(need)) writer.value(model::to_text(right));
  }
  writer.end_array();
}

control::ApiKeyDraft read_key(const json::Fields& body, const model::Permissions& current) {
  control::ApiKeyDraft draft;
  read_member(body, current, draft);
  draft.expiry_duration = body.string("expiry_duration");
  return draft;
}

}  // namespace

http::Response list_api_keys(const Services& services) {
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto& state : services.accounts.keys()) write_key(writer, state, nullptr);
  writer.end_array();
  return json_answer(std::move(out));
}

http::Response create_api_key(const Services& services, const http::Request& request) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const auto draft = read_key(json::Fields(*members, {}, problems), {});
  if (!problems.empty()) return problem_answer(problems.take());
  return answer(services, request, {},
                services.accounts.create_key(draft, account_requester(services, request)));
}

http::Response get_api_key(const Services& services, const http::Request& request,
                           const Route& route) {
  return answer(services, request, route.id, services.accounts.key(route.id));
}

http::Response update_api_key(const Services& services, const http::Request& request,
                              const Route& route) {
  const auto current = services.accounts.key(route.id);
  if (!current) return problem_answer(current.error());
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const auto draft = read_key(json::Fields(*members, {}, problems), current->key.permissions);
  if (!problems.empty()) return problem_answer(problems.take());
  return answer(
      services, request, route.id,
      services.accounts.update_key(route.id, draft, account_requester(services, request)));
}

http::Response delete_api_key(const Services& services, const http::Request& request,
                              const Route& route) {
  const auto removed = services.accounts.remove_key(route.id, account_requester(services, request));
  return removed ? json_answer("{}") : refused(services, request, route.id, removed.error());
}

http::Response add_api_key_secret(const Services& services, const http::Request& request,
                                  const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  std::optional<std::int64_t> others_expire_in_s;
  if (const auto text = body.string("others_expire_in")) {
    others_expire_in_s =
        *text == "0" ? std::optional<std::int64_t>(0) : control::seconds_of_duration(*text);
    if (!others_expire_in_s) {
      body.wrong("others_expire_in", "invalid_duration", "Must be a duration like 7d or 12h, or 0");
    }
  }
  if (!problems.empty()) return problem_answer(problems.take());
  return answer(services, request, route.id,
                services.accounts.add_secret(route.id, others_expire_in_s,
                                             account_requester(services, request)));
}

http::Response update_api_key_secret(const Services& services, const http::Request& request,
                                     const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  control::SecretDraft draft;
  draft.enabled = body.boolean("enabled");
  draft.expires_at = body.integer("expires_at", 0, std::numeric_limits<std::int64_t>::max());
  if (!problems.empty()) return problem_answer(problems.take());
  return answer(services, request, route.id,
                services.accounts.update_secret(route.id, route.part, draft,
                                                account_requester(services, request)));
}

http::Response delete_api_key_secret(const Services& services, const http::Request& request,
                                     const Route& route) {
  return answer(
      services, request, route.id,
      services.accounts.remove_secret(route.id, route.part, account_requester(services, request)));
}

http::Response get_caller(const Services& services, const http::Request& request) {
  const auto& caller = *services.caller;
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("actor", caller.actor).member("name", caller.name);
  writer.key("grants").begin_array();
  for (const auto& grant : caller.grants) {
    writer.begin_object();
    write_permissions(writer, grant);
    writer.end_object();
  }
  writer.end_array();
  const auto zone = request.query_value("zone");
  write_rights(writer, services, zone ? std::optional(zone_name_of_text(*zone)) : std::nullopt);
  writer.end_object();
  return json_answer(std::move(out));
}

}  // namespace zonecast::api::v1
