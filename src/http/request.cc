// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/request.h"

#include <algorithm>

namespace zonecast::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// In a query "+" is a space, as forms write it.
std::string decode_query(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decode(spaced);
}

}  // namespace

std::string_view Request::header(std::string_view lower_name) const {
  const auto found = headers.find(lower_name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::string> Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high << 4 | low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      const auto octet = static_cast<unsigned char>(c);
      out += '%';
      out += digits[octet >> 4];
      out += digits[octet & 15];
    }
  }
  return out;
}

RequestTarget parse_target(std::string_view target) {
  RequestTarget parsed;
  // Absolute form: any server must accept it (RFC 9112 section 3.2.2).
  if (const auto scheme = target.find("://");
      scheme != std::string_view::npos && target[0] != '/') {
    const auto authority_end = target.find_first_of("/?", scheme + 3);
    target =
        authority_end == std::string_view::npos ? std::string_view() : target.substr(authority_end);
  }
  target = target.substr(0, target.find('#'));
  const auto question_mark = target.find('?');
  parsed.path = target.substr(0, question_mark);
  if (parsed.path.empty()) parsed.path = "/";
  if (question_mark == std::string_view::npos) return parsed;
  for (auto rest = target.substr(question_mark + 1); !rest.empty();) {
    const auto part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    if (part.empty()) continue;
    const auto equals = part.find('=');
    parsed.query.emplace_back(
        decode_query(part.substr(0, equals)),
        equals == std::string_view::npos ? std::string() : decode_query(part.substr(equals + 1)));
  }
  return parsed;
}

}  // namespace zonecast::http
