// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON text taken apart (RFC 8259). Members keep their order and numbers their spelling, so that
// what is only kept and echoed comes back letter by letter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace zonecast::api::json {

inline constexpr std::size_t depth_max = 32;

class Value;
struct Member;
struct Number {
  std::string text;  // as written
};
using Array = std::vector<Value>;
using Object = std::vector<Member>;

class Value {
 public:
  Value() = default;  // null
  template <typename T>
  explicit Value(T content) : content_(std::move(content)) {}

  bool is_null() const { return std::holds_alternative<std::monostate>(content_); }
  const bool* boolean() const { return std::get_if<bool>(&content_); }
  const Number* number() const { return std::get_if<Number>(&content_); }
  const std::string* string() const { return std::get_if<std::string>(&content_); }
  const Array* array() const { return std::get_if<Array>(&content_); }
  const Object* object() const { return std::get_if<Object>(&content_); }
  Array* array() { return std::get_if<Array>(&content_); }
  Object* object() { return std::get_if<Object>(&content_); }

  /// "a string", for messages.
  std::string_view kind() const;
  /// A whole number, also when written 3600.0 or as a string of digits.
  std::optional<std::int64_t> integer() const;

 private:
  std::variant<std::monostate, bool, Number, std::string, Array, Object> content_;
};

struct Member {
  std::string name;
  Value value;
};

/// The member's value; null when it is absent or JSON's null, which the API takes for the same.
const Value* find(const Object& object, std::string_view name);
/// As find(), but a member that is there as null is given as such.
const Value* find_with_null(const Object& object, std::string_view name);

/// Where and why a text is not JSON.
struct ParseError {
  std::size_t position = 0;  // octets from the start
  std::string reason;
};
/// Refused beside what RFC 8259 refuses: more than depth_max levels, a member given twice, octets
/// that are not UTF-8.
base::Result<Value, ParseError> parse(std::string_view text);

/// Compact, as parsed.
std::string to_text(const Value& value);
void append_text(std::string& out, const Value& value);

}  // namespace zonecast::api::json
