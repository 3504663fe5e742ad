// SPDX-License-Identifier: GPL-3.0-or-later
// Writes compact JSON, members in the order of the calls: some clients of the API look for text in
// it.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace zonecast::api::json {

/// In quotes and escaped. Octets that are not UTF-8 become U+FFFD.
void append_quoted(std::string& out, std::string_view text);

/// Appends to a string it borrows. Commas come by themselves; that brackets match is the caller's
/// part.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }

  Writer& key(std::string_view name);
  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(bool truth) { return raw(truth ? "true" : "false"); }
  template <std::integral N>
    requires(!std::same_as<N, bool>)
  Writer& value(N number) {
    return raw(std::to_string(number));
  }
  Writer& null() { return raw("null"); }
  /// JSON text as it is.
  Writer& raw(std::string_view json);

  template <typename T>
  Writer& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

 private:
  Writer& open(char bracket);
  Writer& close(char bracket);
  void separate();

  std::string& out_;
  bool first_ = true;  // nothing stands before, in the innermost array or object
};

}  // namespace zonecast::api::json
