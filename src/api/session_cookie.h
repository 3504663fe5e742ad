// SPDX-License-Identifier: GPL-3.0-or-later
// Proof by the console's session: a cookie that scripts cannot read, and with each change what a
// page of another site cannot know.
#pragma once

#include <string>
#include <vector>

#include "api/caller.h"
#include "session/session_registry.h"

namespace zonecast::api {

inline constexpr const char* session_cookie_name = "__Host-zonecast";

/// The cookie's value in a request; empty when there is none.
std::string_view session_token_of(const http::Request& request);

/// Whether somebody did what the request asks for: a page that asks by itself sends
/// `X-Zonecast-Background: 1`.
session::Use use_of(const http::Request& request);

/// Why a request cannot come from our own page, or nothing: its Origin, or what the browser says
/// about where it comes from, is of another site.
std::optional<std::string> foreign_origin(const http::Request& request);

class SessionCookie final : public Authenticator {
 public:
  /// `issuers` know the callers that sessions speak for; a session whose caller is gone is worth
  /// nothing.
  SessionCookie(session::SessionRegistry& registry, std::vector<const Authenticator*> issuers)
      : registry_(registry), issuers_(std::move(issuers)) {}

  std::optional<Caller> authenticate(const http::Request& request) const override;
  std::optional<Caller> caller_named(std::string_view actor) const override;

  /// Why a change that rests on the cookie is refused, or nothing. A request with a key of its own
  /// does not rest on it.
  std::optional<std::string> forgery_in(const http::Request& request) const;

 private:
  session::SessionRegistry& registry_;
  const std::vector<const Authenticator*> issuers_;
};

}  // namespace zonecast::api
