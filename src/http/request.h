// SPDX-License-Identifier: GPL-3.0-or-later
// What a request says, without any of the wire.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ip_address.h"

namespace zonecast::http {

struct Request {
  std::string method;  // "GET"; a HEAD request comes as GET, and its answer goes without the body
  std::string target;  // as sent
  std::string path;    // without query, still percent-encoded
  std::vector<std::pair<std::string, std::string>> query;        // decoded
  std::multimap<std::string, std::string, std::less<>> headers;  // names in lower case
  std::string body;  // whole, unless the route streams it
  base::SocketAddress peer;
  bool secure = false;

  std::string_view header(std::string_view lower_name) const;  // "" when absent
  std::optional<std::string> query_value(std::string_view name) const;
};

/// What follows the method in a request line (RFC 9112 section 3.2).
struct RequestTarget {
  std::string path;  // still percent-encoded; "/" when the target has none
  std::vector<std::pair<std::string, std::string>> query;  // decoded
};

/// Origin form, absolute form, or "*". Whatever comes in, something comes out: what the path means
/// is for the router to say.
RequestTarget parse_target(std::string_view target);

std::string percent_decode(std::string_view text);
std::string percent_encode(std::string_view text);

}  // namespace zonecast::http
