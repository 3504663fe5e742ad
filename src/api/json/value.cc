// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/json/value.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>

#include "api/json/writer.h"

namespace zonecast::api::json {
namespace {

using boost::json::error_code;
using boost::json::string_view;

/// Builds the tree as Boost's parser meets it. An open array or object is the last entry of
/// `open_`.
class Builder {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(Value(Object{})); }
  bool on_array_begin(error_code&) { return open(Value(Array{})); }
  bool on_array_end(std::size_t, error_code&) { return close(); }
  bool on_object_end(std::size_t, error_code& ec) {
    if (const auto twice = member_given_twice(*open_.back().value.object())) {
      reason_ = "the member \"" + *twice + "\" is given twice";
      ec = boost::json::error::syntax;
      return false;
    }
    return close();
  }
  bool on_key_part(string_view piece, std::size_t, error_code&) { return keep(piece); }
  bool on_key(string_view piece, std::size_t, error_code&) {
    keep(piece);
    open_.back().name = std::exchange(text_, {});
    return true;
  }
  bool on_string_part(string_view piece, std::size_t, error_code&) { return keep(piece); }
  bool on_string(string_view piece, std::size_t, error_code&) {
    keep(piece);
    return put(Value(std::exchange(text_, {})));
  }
  bool on_number_part(string_view piece, error_code&) { return keep(piece); }
  bool on_int64(std::int64_t, string_view piece, error_code&) { return put_number(piece); }
  bool on_uint64(std::uint64_t, string_view piece, error_code&) { return put_number(piece); }
  bool on_double(double, string_view piece, error_code&) { return put_number(piece); }
  bool on_bool(bool value, error_code&) { return put(Value(value)); }
  bool on_null(error_code&) { return put(Value()); }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

  Value take() { return std::move(root_); }
  const std::string& reason() const { return reason_; }

 private:
  struct Open {
    Value value;
    std::string name;  // of the member that comes next, in an object
  };

  static std::optional<std::string> member_given_twice(const Object& object) {
    std::vector<std::string_view> names;
    names.reserve(object.size());
    for (const auto& member : object) names.push_back(member.name);
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    return twice == names.end() ? std::nullopt : std::optional<std::string>(*twice);
  }

  bool keep(string_view piece) {
    text_.append(piece.data(), piece.size());
    return true;
  }
  bool put_number(string_view piece) {
    keep(piece);
    return put(Value(Number{std::exchange(text_, {})}));
  }
  bool open(Value value) {
    open_.push_back({std::move(value), {}});
    return true;
  }
  bool close() {
    Value value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }
  bool put(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = open_.back().value.array()) {
      array->push_back(std::move(value));
    } else {
      open_.back().value.object()->push_back({std::move(open_.back().name), std::move(value)});
    }
    return true;
  }

  std::vector<Open> open_;
  std::string text_;
  Value root_;
  std::string reason_;
};

std::string sentence(const error_code& ec) {
  if (ec == boost::json::error::too_deep) {
    return "more than " + std::to_string(depth_max) + " levels deep";
  }
  return ec.message();
}

}  // namespace

std::string_view Value::kind() const {
  static constexpr std::string_view kinds[] = {"null",     "a boolean", "a number",
                                               "a string", "an array",  "an object"};
  return kinds[content_.index()];
}

std::optional<std::int64_t> Value::integer() const {
  std::string_view text;
  if (const auto* as_number = number()) {
    text = as_number->text;
    if (const auto point = text.find('.'); point != std::string_view::npos) {
      if (text.find_first_not_of('0', point + 1) != std::string_view::npos) return std::nullopt;
      text = text.substr(0, point);
    }
  } else if (const auto* as_string = string()) {
    text = *as_string;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

const Value* find_with_null(const Object& object, std::string_view name) {
  const auto member = std::ranges::find(object, name, &Member::name);
  return member == object.end() ? nullptr : &member->value;
}

const Value* find(const Object& object, std::string_view name) {
  const Value* value = find_with_null(object, name);
  return value != nullptr && value->is_null() ? nullptr : value;
}

base::Result<Value, ParseError> parse(std::string_view text) {
  // Some Windows tools put a byte order mark in front; RFC 8259 section 8.1 lets a parser ignore
  // it.
  const std::size_t skipped = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  const std::string_view rest = text.substr(skipped);
  boost::json::parse_options options;
  options.max_depth = depth_max;
  boost::json::basic_parser<Builder> parser(options);
  error_code ec;
  const std::size_t consumed = parser.write_some(false, rest.data(), rest.size(), ec);
  if (!ec && consumed < rest.size()) ec = boost::json::error::extra_data;
  if (ec) {
    const std::string& own = parser.handler().reason();
    return std::unexpected(ParseError{skipped + consumed, own.empty() ? sentence(ec) : own});
  }
  return parser.handler().take();
}

void append_text(std::string& out, const Value& value) {
  if (const auto* boolean = value.boolean()) {
    out += *boolean ? "true" : "false";
  } else if (const auto* number = value.number()) {
    out += number->text;
  } else if (const auto* string = value.string()) {
    append_quoted(out, *string);
  } else if (const auto* array = value.array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      append_text(out, (*array)[i]);
    }
    out += ']';
  } else if (const auto* object = value.object()) {
    out += '{';
    for (std::size_t i = 0; i < object->size(); ++i) {
      if (i > 0) out += ',';
      append_quoted(out, (*object)[i].name);
      out += ':';
      append_text(out, (*object)[i].value);
    }
    out += '}';
  } else {
    out += "null";
  }
}

std::string to_text(const Value& value) {
  std::string out;
  append_text(out, value);
  return out;
}

}  // namespace zonecast::api::json
