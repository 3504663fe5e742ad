// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/session and /v1/sessions: from an API key or a one-time token to a session, and back. Who
// signed in and out, from where, and who was refused, stands in the activity log.
#pragma once

#include "api/session_cookie.h"
#include "base/log.h"
#include "control/activity_log.h"
#include "session/one_time_tokens.h"
#include "session/session_registry.h"
#include "session/sign_in_delay.h"
#include "session/told_refusals.h"

namespace zonecast::api {

/// Thread-safe.
class SignIn {
 public:
  /// `keys` are what an API key is tried with.
  SignIn(const base::Clock& clock, base::Log& log, control::ActivityLog& activity,
         session::SessionRegistry& registry, session::OneTimeTokens& tokens,
         session::SignInDelay& delay, const SessionCookie& cookie,
         std::vector<const Authenticator*> keys)
      : clock_(clock),
        log_(log),
        activity_(activity),
        refusals_(clock),
        registry_(registry),
        tokens_(tokens),
        delay_(delay),
        cookie_(cookie),
        keys_(std::move(keys)) {}

  static bool handles(std::string_view path);
  http::Response handle(const http::Request& request);

 private:
  http::Response sign_in(const http::Request& request);
  http::Response current(const http::Request& request);
  http::Response sign_out(const http::Request& request);
  http::Response one_time_token(const http::Request& request);
  http::Response list(const http::Request& request);
  http::Response end(const http::Request& request, std::string_view id);

  std::optional<Caller> caller_of_key(std::string key) const;
  std::optional<Caller> caller_of(const http::Request& request) const;
  http::Response opened(const http::Request& request, const Caller& caller, const char* with);
  /// Tells the activity log, unless it was told of too many. `caller`: null when nobody is known by
  /// what was given.
  void tell_refusal(const http::Request& request, const Caller* caller, const char* with,
                    const char* reason);
  std::int64_t seconds_until(base::WallTime at) const {
    return std::chrono::floor<std::chrono::seconds>(at - clock_.wall()).count();
  }
  std::string session_json(const http::Request& request, const session::Session& session,
                           bool with_csrf, std::string_view token) const;

  const base::Clock& clock_;
  base::Log& log_;
  control::ActivityLog& activity_;
  session::ToldRefusals refusals_;
  session::SessionRegistry& registry_;
  session::OneTimeTokens& tokens_;
  session::SignInDelay& delay_;
  const SessionCookie& cookie_;
  const std::vector<const Authenticator*> keys_;
};

}  // namespace zonecast::api
