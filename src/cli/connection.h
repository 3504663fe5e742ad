// SPDX-License-Identifier: GPL-3.0-or-later
// The server as the commands see it: JSON in and out, and each failure as one sentence with the
// exit code it stands for.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/cli.h"
#include "http/http_client.h"

namespace zonecast::cli {

/// Why a command did not do what it was asked.
struct Failure {
  ExitCode code = failed;
  std::string message;
};

template <typename T>
using Result = base::Result<T, Failure>;

inline std::unexpected<Failure> failure(ExitCode code, std::string message) {
  return std::unexpected(Failure{code, std::move(message)});
}

/// What every command needs to reach the server.
struct ConnectionOptions {
  std::string url = "http://127.0.0.1:8053";
  std::string key;  // from the environment only: arguments are seen by everybody on the machine
  std::string key_file;  // wins over `key`
  bool insecure = false;
};

class Connection {
 public:
  static Result<Connection> open(const ConnectionOptions& options);
  /// For tests: over a client of their own.
  Connection(std::unique_ptr<http::HttpClient> client, std::string key, std::string url);

  /// One request with a JSON answer. An answer that is not 2xx is a failure.
  Result<boost::json::value> call(std::string_view method, const std::string& path,
                                  std::string_view body = {});
  /// A GET whose answer is an array, or an object with the array under `member`, in pages: follows
  /// the Link header and joins them.
  Result<boost::json::array> list(std::string path, std::string_view member = {});
  /// A GET whose answer is text.
  Result<std::string> text(const std::string& path);
  /// A streamed body.
  Result<boost::json::value> upload(std::string_view method, const std::string& path,
                                    std::string_view content_type,
                                    const std::function<std::string()>& next);

 private:
  Result<http::ClientResponse> checked(base::Result<http::ClientResponse> response) const;
  http::HttpClient::Headers headers(std::string_view content_type) const;

  std::unique_ptr<http::HttpClient> client_;
  std::string key_, url_;
};

/// The failure that an answer other than 2xx tells.
Failure failure_of(unsigned status, std::string_view body);
/// The path of the next page in a Link header, or "".
std::string next_page(std::string_view link);
/// A piece of a path: percent-encoded; "@" and names stay readable. The root zone, ".", is "root".
std::string path_piece(std::string_view name);

}  // namespace zonecast::cli
