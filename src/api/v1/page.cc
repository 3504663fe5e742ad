// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/page.h"

#include <charconv>

namespace zonecast::api::v1 {

Page page_of(const http::Request& request, std::size_t limit_default, std::size_t limit_max) {
  Page page{request.query_value("after").value_or(""), limit_default};
  if (const auto text = request.query_value("limit")) {
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
    if (error == std::errc() && end == text->data() + text->size() && limit >= 1 &&
        limit <= limit_max) {
      page.limit = limit;
    }
  }
  return page;
}

void link_next_page(const http::Request& request, http::Response& response,
                    const std::string& after, std::size_t limit) {
  std::string url;
  if (const auto host = request.header("host"); !host.empty()) {
    url = (request.secure ? "https://" : "http://") + std::string(host);
  }
  url += request.path + "?after=" + http::percent_encode(after) + "&limit=" + std::to_string(limit);
  for (const auto& [name, value] : request.query) {
    if (name == "after" || name == "limit") continue;
    url += "&" + http::percent_encode(name) + "=" + http::percent_encode(value);
  }
  response.headers.emplace_back("Link", "<" + url + ">; rel=\"next\"");
}

}  // namespace zonecast::api::v1
