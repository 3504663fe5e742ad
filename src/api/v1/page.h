// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of a long answer: what the query asks for, and the Link to the next one (RFC 8288).
#pragma once

#include <string>

#include "http/http_server.h"

namespace zonecast::api::v1 {

struct Page {
  std::string after;  // empty: from the start
  std::size_t limit = 0;
};
/// `limit` left out, or not a number of 1 to `limit_max`: `limit_default`.
Page page_of(const http::Request& request, std::size_t limit_default, std::size_t limit_max);
inline Page page_of(const http::Request& request, std::size_t limit_max) {
  return page_of(request, limit_max, limit_max);
}

/// Absolute, as some clients need it; other members of the query go along.
void link_next_page(const http::Request& request, http::Response& response,
                    const std::string& after, std::size_t limit);

}  // namespace zonecast::api::v1
