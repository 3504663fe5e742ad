// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/http_session.h"

#include <fmt/format.h>

namespace zonecast::http {
namespace {

/// A value with a line break would write header fields of its own.
bool is_field_value(std::string_view value) {
  return value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos;
}

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[parts.tm_wday], parts.tm_mday,
                     months[parts.tm_mon], 1900 + parts.tm_year, parts.tm_hour, parts.tm_min,
                     parts.tm_sec);
}

}  // namespace

Response refusal(unsigned status, std::string_view message) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  // The messages are this component's own; none needs an escape.
  response.body = fmt::format(R"({{"message":"{}"}})", message);
  return response;
}

Response refusal_of(error_code error) {
  if (error == wire::error::header_limit || error == wire::error::buffer_overflow)
    return refusal(431, "request header fields too large");
  if (error == wire::error::body_limit) return refusal(413, "request body too large");
  if (error == wire::error::bad_version) return refusal(505, "HTTP version not supported");
  return refusal(400, "malformed HTTP request");
}

bool is_protocol_error(error_code error) {
  return error.category() == wire::make_error_code(wire::error::bad_method).category() &&
         error != wire::error::end_of_stream && error != wire::error::partial_message;
}

std::optional<Response> refuse_headers(const wire::request_header<>& header, bool chunked) {
  if (header.version() != 10 && header.version() != 11)
    return refusal(505, "HTTP version not supported");
  // RFC 9112 section 3.2.
  const auto hosts = header.count(wire::field::host);
  if (hosts > 1 || (hosts == 0 && header.version() == 11))
    return refusal(400, "exactly one Host header is needed");
  // RFC 9112 section 6.1: a body whose length two readers may see differently is a way to smuggle.
  const auto codings = header.count(wire::field::transfer_encoding);
  const auto lengths = header.count(wire::field::content_length);
  if (codings > 0) {
    if (codings > 1 || lengths > 0 || header.version() == 10)
      return refusal(400, "ambiguous length of the request body");
    if (!chunked || !beast::iequals(header[wire::field::transfer_encoding], "chunked"))
      return refusal(501, "transfer coding not implemented");
  }
  if (lengths > 1) return refusal(400, "ambiguous length of the request body");
  const auto expect = header[wire::field::expect];
  if (!expect.empty() && !beast::iequals(expect, "100-continue"))
    return refusal(417, "expectation not met");
  return std::nullopt;
}

Request make_request(const wire::request_header<>& header, base::SocketAddress peer, bool secure) {
  Request request;
  request.method =
      header.method() == wire::verb::head ? "GET" : std::string(header.method_string());
  request.target = std::string(header.target());
  auto target = parse_target(request.target);
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  for (const auto& field : header) {
    std::string name(field.name_string());
    for (auto& c : name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    request.headers.emplace(std::move(name), std::string(field.value()));
  }
  request.peer = peer;
  request.secure = secure;
  return request;
}

std::string response_head(const Response& response, unsigned version, bool keep_alive,
                          bool chunked) {
  std::string head = fmt::format(
      "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
      std::string_view(wire::obsolete_reason(wire::int_to_status(response.status))), http_date());
  for (const auto& [name, value] : response.headers) {
    if (is_field_value(name) && is_field_value(value))
      head += fmt::format("{}: {}\r\n", name, value);
  }
  if (chunked) {
    head += "Transfer-Encoding: chunked\r\n";
  } else if (!response.producer && response.status != 204) {
    head += fmt::format("Content-Length: {}\r\n", response.body.size());
  }
  if (!keep_alive) {
    head += "Connection: close\r\n";
  } else if (version < 11) {
    head += "Connection: keep-alive\r\n";
  }
  return head += "\r\n";
}

Response call_handler(const Service& service, const Request& request) {
  try {
    return service.handler(request);
  } catch (const std::exception& thrown) {
    service.log.error("http handler failed", {{"target", request.target}, {"what", thrown.what()}});
  }
  return refusal(500, "internal error");
}

}  // namespace zonecast::http
