// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/session_cookie.h"

#include <algorithm>

namespace zonecast::api {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool is_reading(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

}  // namespace

std::string_view session_token_of(const http::Request& request) {
  const auto [begin, end] = request.headers.equal_range("cookie");
  for (auto header = begin; header != end; ++header) {
    for (std::string_view rest = header->second; !rest.empty();) {
      const auto pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      const auto equals = pair.find('=');
      if (equals == std::string_view::npos) continue;
      if (trimmed(pair.substr(0, equals)) == session_cookie_name) {
        return trimmed(pair.substr(equals + 1));
      }
    }
  }
  return {};
}

session::Use use_of(const http::Request& request) {
  return request.header("x-zonecast-background").empty() ? session::Use::by_person
                                                         : session::Use::in_background;
}

std::optional<std::string> foreign_origin(const http::Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") {
    return "The request comes from another site (Sec-Fetch-Site: " + std::string(site) + ")";
  }
  auto origin = request.header("origin");
  if (origin.empty()) return std::nullopt;
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos || origin.substr(scheme + 3) != request.header("host")) {
    return "The request comes from another origin (" + std::string(origin) + ")";
  }
  return std::nullopt;
}

std::optional<Caller> SessionCookie::authenticate(const http::Request& request) const {
  const auto token = session_token_of(request);
  if (token.empty() || !key_of_request(request).empty()) return std::nullopt;
  const auto session = registry_.use(token, use_of(request));
  auto caller = session ? caller_named(session->principal.actor) : std::nullopt;
  if (caller) caller->proof = Proof::session;
  return caller;
}

std::optional<Caller> SessionCookie::caller_named(std::string_view actor) const {
  for (const auto* issuer : issuers_) {
    if (auto caller = issuer->caller_named(actor)) return caller;
  }
  return std::nullopt;
}

std::optional<std::string> SessionCookie::forgery_in(const http::Request& request) const {
  if (is_reading(request.method)) return std::nullopt;
  const auto token = session_token_of(request);
  if (token.empty() || !key_of_request(request).empty()) return std::nullopt;
  if (auto foreign = foreign_origin(request)) return foreign;
  // Compared through digests, so that how far they agree takes no measurable time.
  if (session::digest_of(request.header("x-zonecast-csrf")) !=
      session::digest_of(session::csrf_token_of(token))) {
    return "The header X-Zonecast-CSRF is missing or does not belong to this session";
  }
  return std::nullopt;
}

}  // namespace zonecast::api
