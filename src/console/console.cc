// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/console.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace zonecast::console {
namespace {

using http::Request;
using http::Response;

// Scripts, styles and calls come from this server and nowhere else; nothing inline, no frame around
// it. Text becomes markup only through the one policy that Svelte registers for its templates.
constexpr std::array<std::pair<const char*, const char*>, 6> security_headers{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
     "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
     "trusted-types svelte-trusted-html"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
}};

/// Whether `encoding` may be sent (RFC 9110 section 12.5.3): named without q=0.
bool accepts(std::string_view accepted, std::string_view encoding) {
  while (!accepted.empty()) {
    auto item = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(std::min(accepted.size(), item.size() + 1));
    std::string compact;
    for (const char c : item) {
      if (c != ' ' && c != '\t') {
        compact += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
    }
    const auto name = compact.substr(0, compact.find(';'));
    if (name != encoding) continue;
    const auto weight = compact.find(";q=");
    return weight == std::string::npos ||
           compact.find_first_not_of("0.", weight + 3) != std::string::npos;
  }
  return false;
}

Response plain_text(unsigned status, std::string text) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

Response answer_with(const Asset& asset, const Request& request) {
  Response response;
  response.headers.emplace_back("Content-Type", std::string(asset.type));
  const std::string tag = "\"" + std::string(asset.tag) + "\"";
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", asset.caching == Caching::immutable
                                                     ? "public, max-age=31536000, immutable"
                                                     : "no-cache");
  response.headers.emplace_back("Vary", "Accept-Encoding");
  const auto have = request.header("if-none-match");
  if (have == "*" || have.find(tag) != std::string_view::npos) {
    response.status = 304;
    return response;
  }
  const auto accepted = request.header("accept-encoding");
  std::string_view octets = asset.identity;
  if (asset.brotli && accepts(accepted, "br")) {
    octets = *asset.brotli;
    response.headers.emplace_back("Content-Encoding", "br");
  } else if (asset.gzip && accepts(accepted, "gzip")) {
    octets = *asset.gzip;
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  response.body = octets;
  return response;
}

/// A file that is missing is told so: an old page that asks for a chunk of an earlier version must
/// not be given HTML for a script.
bool is_file_path(std::string_view path) {
  return path.starts_with("/assets/") || path == "/theme.js" || path == "/favicon.ico" ||
         path == "/robots.txt";
}

}  // namespace

bool is_console_path(std::string_view path) {
  return path != "/v1" && !path.starts_with("/v1/") && path != "/healthz" && path != "/metrics";
}

base::Result<Console> Console::open(std::string_view pack) {
  auto assets = read_pack(pack);
  if (!assets) return std::unexpected(assets.error());
  return Console(*std::move(assets));
}

Response Console::handle(const Request& request) const {
  Response response;
  if (request.method != "GET" && request.method != "HEAD") {
    response = plain_text(405, "method not allowed\n");
    response.headers.emplace_back("Allow", "GET, HEAD");
  } else if (assets_.empty()) {
    response = plain_text(404,
                          "This zonecast was built without its console. The API is below /v1, and "
                          "the command line client does the same.\n");
  } else {
    auto found = assets_.find(request.path);
    if (found == assets_.end() && !is_file_path(request.path)) found = assets_.find("/index.html");
    response = found == assets_.end() ? plain_text(404, "not found\n")
                                      : answer_with(found->second, request);
  }
  for (const auto& [name, value] : security_headers) response.headers.emplace_back(name, value);
  if (request.secure) {
    response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  }
  return response;
}

}  // namespace zonecast::console
