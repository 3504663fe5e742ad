// SPDX-License-Identifier: GPL-3.0-or-later
// A blocking HTTP/1.1 client for the command line: one keep-alive connection, http or https.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace zonecast::http {

struct ClientResponse {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// One thread. A URL of a loopback host accepts any certificate; others are verified unless
/// `insecure`.
class HttpClient {
 public:
  static base::Result<std::unique_ptr<HttpClient>> create(std::string_view url,
                                                          bool insecure = false);
  virtual ~HttpClient() = default;
  using Headers = std::vector<std::pair<std::string, std::string>>;
  /// `path` is appended to the URL. Failure: not reachable, or not HTTP.
  virtual base::Result<ClientResponse> request(std::string_view method, std::string_view path,
                                               const Headers& headers, std::string_view body) = 0;
  /// As request(), the body pulled from `next` (empty ends it) and sent chunked.
  virtual base::Result<ClientResponse> upload(std::string_view method, std::string_view path,
                                              const Headers& headers,
                                              const std::function<std::string()>& next) = 0;
};

}  // namespace zonecast::http
