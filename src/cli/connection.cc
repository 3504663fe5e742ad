// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cctype>
#include <fstream>
#include <iterator>
#include <utility>

namespace zonecast::cli {

namespace json = boost::json;

namespace {

constexpr std::size_t pages_max = 100'000;  // against a server whose last page points to itself

std::string trimmed(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  return text;
}

Result<json::value> parsed(const http::ClientResponse& response) {
  boost::system::error_code error;
  auto value = json::parse(response.body, error);
  if (error) return failure(failed, "the server's answer is not JSON: " + error.message());
  return value;
}

std::string header_of(const http::ClientResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (std::equal(key.begin(), key.end(), name.begin(), name.end(), [](char a, char b) {
          return std::tolower(static_cast<unsigned char>(a)) ==
                 std::tolower(static_cast<unsigned char>(b));
        })) {
      return value;
    }
  }
  return {};
}

}  // namespace

Result<Connection> Connection::open(const ConnectionOptions& options) {
  std::string key = options.key;
  if (!options.key_file.empty()) {
    std::ifstream file(options.key_file);
    if (!file) return failure(failed, options.key_file + ": cannot be read");
    key = trimmed(std::string(std::istreambuf_iterator<char>(file), {}));
  }
  if (key.empty()) {
    return failure(not_allowed,
                   "no API key: give --key-file FILE (the server's is DATA/admin.key) or set "
                   "ZONECAST_KEY");
  }
  auto client = http::HttpClient::create(options.url, options.insecure);
  if (!client) return failure(wrong_usage, client.error().message);
  return Connection(std::move(*client), std::move(key), options.url);
}

Connection::Connection(std::unique_ptr<http::HttpClient> client, std::string key, std::string url)
    : client_(std::move(client)), key_(std::move(key)), url_(std::move(url)) {}

Result<json::value> Connection::call(std::string_view method, const std::string& path,
                                     std::string_view body) {
  const auto type = body.empty() ? std::string_view{} : std::string_view{"application/json"};
  const auto response = checked(client_->request(method, path, headers(type), body));
  if (!response) return std::unexpected(response.error());
  return parsed(*response);
}

Result<json::array> Connection::list(std::string path, std::string_view member) {
  json::array all;
  for (std::size_t page = 0; page < pages_max && !path.empty(); ++page) {
    const auto response = checked(client_->request("GET", path, headers({}), {}));
    if (!response) return std::unexpected(response.error());
    auto value = parsed(*response);
    if (!value) return std::unexpected(value.error());
    json::value* items = &*value;
    if (!member.empty()) {
      auto* object = value->if_object();
      items = object ? object->if_contains(member) : nullptr;
    }
    auto* array = items ? items->if_array() : nullptr;
    if (!array) return failure(failed, "the server's answer to GET " + path + " is not a list");
    all.insert(all.end(), std::make_move_iterator(array->begin()),
               std::make_move_iterator(array->end()));
    path = next_page(header_of(*response, "link"));
  }
  return all;
}

Result<std::string> Connection::text(const std::string& path) {
  auto response = checked(client_->request("GET", path, headers({}), {}));
  if (!response) return std::unexpected(response.error());
  return std::move(response->body);
}

Result<json::value> Connection::upload(std::string_view method, const std::string& path,
                                       std::string_view content_type,
                                       const std::function<std::string()>& next) {
  const auto response = checked(client_->upload(method, path, headers(content_type), next));
  if (!response) return std::unexpected(response.error());
  return parsed(*response);
}

Result<http::ClientResponse> Connection::checked(
    base::Result<http::ClientResponse> response) const {
  if (!response) return failure(unreachable, url_ + ": " + response.error().message);
  if (response->status / 100 != 2)
    return std::unexpected(failure_of(response->status, response->body));
  return std::move(*response);
}

http::HttpClient::Headers Connection::headers(std::string_view content_type) const {
  http::HttpClient::Headers headers{{"X-NSONE-Key", key_}};
  if (!content_type.empty()) headers.emplace_back("Content-Type", std::string(content_type));
  return headers;
}

Failure failure_of(unsigned status, std::string_view body) {
  std::string message;
  boost::system::error_code error;
  const auto value = json::parse(body, error);
  if (const auto* object = error ? nullptr : value.if_object()) {
    if (const auto* text = object->if_contains("message"); text && text->is_string()) {
      message = text->as_string().c_str();
    }
    const auto* fields = object->if_contains("errors");
    if (fields && fields->is_array()) {
      for (const auto& field : fields->as_array()) {
        const auto* one = field.if_object();
        const auto* text = one ? one->if_contains("message") : nullptr;
        // The sentence of a single error often is the message itself.
        if (text && text->is_string() &&
            message.find(text->as_string().c_str()) == std::string::npos) {
          const auto* path = one->if_contains("path");
          const bool named = path && path->is_string() && !path->as_string().empty();
          message += fmt::format("\n  {}{}{}", named ? path->as_string().c_str() : "",
                                 named ? ": " : "", text->as_string().c_str());
        }
      }
    }
  }
  if (message.empty()) message = fmt::format("the server answered with status {}", status);
  const bool exists = message.find("already exists") != std::string::npos;
  switch (status) {
    case 400:
    case 413:
    case 422:
      return {exists ? conflict : invalid_input, message};
    case 401:
    case 403:
      return {not_allowed, message};
    case 404:
      return {not_found, message};
    case 409:
    case 412:
      return {conflict, message};
    default:
      return {failed, message};
  }
}

std::string next_page(std::string_view link) {
  while (!link.empty()) {
    const auto open = link.find('<');
    const auto close = link.find('>', open);
    if (open == std::string_view::npos || close == std::string_view::npos) return {};
    const auto end = std::min(link.find(',', close), link.size());
    const auto target = link.substr(open + 1, close - open - 1);
    if (link.substr(close, end - close).find("rel=\"next\"") != std::string_view::npos) {
      const auto scheme = target.find("://");
      const auto path = target.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
      return path == std::string_view::npos ? std::string{} : std::string(target.substr(path));
    }
    link.remove_prefix(end);
    if (!link.empty()) link.remove_prefix(1);
  }
  return {};
}

std::string path_piece(std::string_view name) {
  if (name == ".") return "root";
  constexpr std::string_view plain = "-._~*@";
  std::string out;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) || plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace zonecast::cli
