// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/sign_in.h"

#include <algorithm>

#include "api/answer.h"
#include "api/json/fields.h"
#include "api/json/writer.h"
#include "model/rights.h"

namespace zonecast::api {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t key_octets_max = 1000;

std::string milliseconds_text(base::WallTime at) {
  return timestamp(at.time_since_epoch().count());
}

Response not_allowed(std::string_view methods) {
  auto response = message_answer(405, "method not allowed");
  response.headers.emplace_back("Allow", std::string(methods));
  return response;
}

void set_cookie(Response& response, std::string_view token) {
  std::string cookie = session_cookie_name;
  cookie += '=';
  cookie += token;
  cookie += "; Path=/; Secure; HttpOnly; SameSite=Strict";
  if (token.empty()) cookie += "; Max-Age=0";
  response.headers.emplace_back("Set-Cookie", std::move(cookie));
}

/// What is below "/v1/sessions/"; empty for the list itself.
std::string id_of_path(std::string_view path) {
  path.remove_prefix(std::string_view("/v1/sessions").size());
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return http::percent_decode(path);
}

/// Whether somebody may see and end the sessions of others.
bool manages_sessions(const Caller& caller) {
  return model::is_granted(caller.grants, {model::Right::manage_users});
}

/// Who did what the activity log is told of, and from where.
control::Request told_by(std::string actor, std::string name, const Request& request) {
  control::Request by;
  by.actor = std::move(actor);
  by.actor_name = std::move(name);
  by.source = request.peer.address.to_text();
  return by;
}

constexpr const char* unknown_actor = "unknown";

/// What the page need not offer where it is absent; each request is judged by itself all the same.
void write_rights(json::Writer& writer, const Caller& caller) {
  writer.key("rights").begin_array();
  for (const auto right : model::every_right) {
    if (model::is_granted(caller.grants, {right})) writer.value(model::to_text(right));
  }
  writer.end_array();
}

}  // namespace

bool SignIn::handles(std::string_view path) {
  return path == "/v1/session" || path == "/v1/session/" || path == "/v1/session/link" ||
         path == "/v1/sessions" || path.starts_with("/v1/sessions/");
}

Response SignIn::handle(const Request& request) {
  Response response;
  const bool reading = request.method == "GET" || request.method == "HEAD";
  if (request.path == "/v1/session" || request.path == "/v1/session/") {
    response = reading                      ? current(request)
               : request.method == "POST"   ? sign_in(request)
               : request.method == "DELETE" ? sign_out(request)
                                            : not_allowed("GET, HEAD, POST, DELETE");
  } else if (request.path == "/v1/session/link") {
    response = request.method == "POST" ? one_time_token(request) : not_allowed("POST");
  } else if (const auto id = id_of_path(request.path); id.empty()) {
    response = reading ? list(request) : not_allowed("GET, HEAD");
  } else {
    response = request.method == "DELETE" ? end(request, id) : not_allowed("DELETE");
  }
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::optional<Caller> SignIn::caller_of_key(std::string key) const {
  Request bearer;
  bearer.headers.emplace("x-nsone-key", std::move(key));
  for (const auto* authenticator : keys_) {
    if (auto caller = authenticator->authenticate(bearer)) return caller;
  }
  return std::nullopt;
}

std::optional<Caller> SignIn::caller_of(const Request& request) const {
  if (auto caller = cookie_.authenticate(request)) return caller;
  for (const auto* authenticator : keys_) {
    if (auto caller = authenticator->authenticate(request)) return caller;
  }
  return std::nullopt;
}

Response SignIn::sign_in(const Request& request) {
  // Otherwise a foreign page could sign a reader in as somebody else.
  if (const auto foreign = foreign_origin(request)) return message_answer(403, *foreign);
  const auto body = json::parse_body(request.body);
  if (!body) return problem_answer(body.error());
  json::FieldProblems problems;
  const json::Fields fields(*body, "", problems);
  auto key = fields.string("key");
  const auto token = fields.string("token");
  if (problems.empty() && key.has_value() == token.has_value()) {
    problems.add("key", "required", "Give an API key as key, or a one-time token as token");
  }
  if (problems.empty() && key && key->size() > key_octets_max) {
    problems.add("key", "too_long", "A key has at most 1000 octets");
  }
  if (!problems.empty()) return problem_answer(problems.take());

  const auto address = request.peer.address.to_text();
  if (const auto wait = delay_.wait_of(address); wait.count() > 0) {
    auto response = message_answer(
        429, "Too many attempts: try again in " + std::to_string(wait.count()) + " seconds");
    response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return response;
  }
  const char* with = key ? "key" : "link";
  std::optional<Caller> caller;
  if (key) {
    caller = caller_of_key(*std::move(key));
  } else if (const auto principal = tokens_.redeem(*token)) {
    caller = cookie_.caller_named(principal->actor);
  }
  if (!caller) {
    delay_.failed(address);
    log_.warning("sign-in refused", {{"from", address}, {"with", with}});
    tell_refusal(request, nullptr, with, key ? "unknown_key" : "used_link");
    return message_answer(
        401, key ? "This key is not known here" : "This link was used already, or is too old");
  }
  if (!is_admitted_from(*caller, request.peer.address)) {
    tell_refusal(request, &*caller, with, "address_not_admitted");
    return message_answer(403, "This key is not accepted from " + address);
  }
  // A session speaks for its caller by name; one that nobody can name again would be dead at once.
  if (!cookie_.caller_named(caller->actor)) {
    tell_refusal(request, &*caller, with, "opens_no_session");
    return message_answer(403, "This key is for the API only: it opens no session");
  }
  delay_.succeeded(address);
  return opened(request, *caller, with);
}

void SignIn::tell_refusal(const Request& request, const Caller* caller, const char* with,
                          const char* reason) {
  const auto left_out = refusals_.take();
  if (!left_out) return;
  std::string after;
  json::Writer writer(after);
  writer.begin_object().member("with", with).member("reason", reason);
  if (*left_out > 0) writer.member("left_out", *left_out);
  writer.end_object();
  activity_.record(
      {"sign-in-refused", "session", {}, {}, {}, std::move(after)},
      caller ? told_by(caller->actor, caller->name, request) : told_by(unknown_actor, {}, request));
}

Response SignIn::opened(const Request& request, const Caller& caller, const char* with) {
  const auto session = registry_.open({caller.actor, caller.name}, request.peer.address.to_text(),
                                      std::string(request.header("user-agent")));
  log_.info("signed in", {{"actor", caller.actor},
                          {"from", session.session.address},
                          {"session", session.session.id}});
  std::string after;
  json::Writer(after)
      .begin_object()
      .member("with", with)
      .member("agent", session.session.agent)
      .end_object();
  activity_.record({"sign-in", "session", session.session.id, {}, {}, std::move(after)},
                   told_by(caller.actor, caller.name, request));
  auto response = json_answer(session_json(request, session.session, true, session.token));
  set_cookie(response, session.token);
  return response;
}

Response SignIn::current(const Request& request) {
  const auto token = session_token_of(request);
  const auto session = token.empty() ? std::nullopt : registry_.use(token, use_of(request));
  if (!session || !cookie_.caller_named(session->principal.actor)) {
    return message_answer(401, "Nobody is signed in");
  }
  return json_answer(session_json(request, *session, true, token));
}

Response SignIn::sign_out(const Request& request) {
  if (const auto session = registry_.use(session_token_of(request))) {
    registry_.end(session->id);
    log_.info("signed out", {{"actor", session->principal.actor}, {"session", session->id}});
    activity_.record({"sign-out", "session", session->id, {}},
                     told_by(session->principal.actor, session->principal.name, request));
  }
  auto response = json_answer("{}");
  set_cookie(response, "");
  return response;
}

Response SignIn::one_time_token(const Request& request) {
  const auto caller = caller_of(request);
  if (!caller) return message_answer(401, "Unauthorized");
  std::string body;
  json::Writer(body)
      .begin_object()
      .member("token", tokens_.issue({caller->actor, caller->name}))
      .member("expires_at", milliseconds_text(clock_.wall() + session::one_time_token_life))
      .end_object();
  return json_answer(std::move(body));
}

Response SignIn::list(const Request& request) {
  const auto caller = caller_of(request);
  if (!caller) return message_answer(401, "Unauthorized");
  std::string body = "{\"sessions\":[";
  bool first = true;
  for (const auto& session : registry_.list()) {
    if (session.principal.actor != caller->actor && !manages_sessions(*caller)) continue;
    if (!std::exchange(first, false)) body += ',';
    body += session_json(request, session, false, {});
  }
  return json_answer(std::move(body) + "]}");
}

Response SignIn::end(const Request& request, std::string_view id) {
  const auto caller = caller_of(request);
  if (!caller) return message_answer(401, "Unauthorized");
  const auto sessions = registry_.list();
  const auto found = std::ranges::find(sessions, id, &session::Session::id);
  // Who may not see it is told the same as when there is none.
  if (found == sessions.end() ||
      (found->principal.actor != caller->actor && !manages_sessions(*caller))) {
    return message_answer(404, "session not found");
  }
  registry_.end(id);
  log_.info("session ended", {{"actor", caller->actor}, {"session", id}});
  std::string before;
  json::Writer(before)
      .begin_object()
      .member("actor", found->principal.actor)
      .member("name", found->principal.name)
      .member("address", found->address)
      .end_object();
  activity_.record({"revoke", "session", found->id, {}, std::move(before)},
                   told_by(caller->actor, caller->name, request));
  return json_answer("{}");
}

std::string SignIn::session_json(const Request& request, const session::Session& session,
                                 bool with_csrf, std::string_view token) const {
  const auto own = registry_.id_of(token.empty() ? session_token_of(request) : token);
  std::string out;
  json::Writer writer(out);
  writer.begin_object()
      .member("id", session.id)
      .member("actor", session.principal.actor)
      .member("name", session.principal.name)
      .member("created_at", milliseconds_text(session.created))
      .member("seen_at", milliseconds_text(session.seen))
      .member("expires_at", milliseconds_text(registry_.expiry_of(session)))
      .member("expires_in", seconds_until(registry_.expiry_of(session)))
      .member("ends_at", milliseconds_text(registry_.end_of(session)))
      .member("ends_in", seconds_until(registry_.end_of(session)))
      .member("address", session.address)
      .member("agent", session.agent)
      .member("current", own == session.id);
  if (with_csrf) {
    if (const auto caller = cookie_.caller_named(session.principal.actor)) {
      write_rights(writer, *caller);
    }
    writer.member("csrf", session::csrf_token_of(token));
  }
  writer.end_object();
  return out;
}

}  // namespace zonecast::api
