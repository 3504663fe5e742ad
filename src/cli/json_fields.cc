// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/json_fields.h"

namespace zonecast::cli {

namespace json = boost::json;

const json::value* find(const json::value& object, std::string_view member) {
  const auto* members = object.if_object();
  return members ? members->if_contains(member) : nullptr;
}

std::string text_of(const json::value& object, std::string_view member) {
  const auto* value = find(object, member);
  if (!value) return {};
  if (value->is_string()) return {value->as_string().data(), value->as_string().size()};
  if (value->is_int64()) return std::to_string(value->as_int64());
  if (value->is_uint64()) return std::to_string(value->as_uint64());
  return {};
}

std::int64_t number_of(const json::value& object, std::string_view member) {
  const auto* value = find(object, member);
  if (!value) return 0;
  if (value->is_int64()) return value->as_int64();
  return value->is_uint64() ? static_cast<std::int64_t>(value->as_uint64()) : 0;
}

bool truth_of(const json::value& object, std::string_view member) {
  const auto* value = find(object, member);
  return value && value->is_bool() && value->as_bool();
}

const json::array& list_of(const json::value& object, std::string_view member) {
  static const json::array none;
  const auto* value = find(object, member);
  return value && value->is_array() ? value->as_array() : none;
}

}  // namespace zonecast::cli
