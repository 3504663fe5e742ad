// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/masked_json.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace zonecast::store {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> secret_members{"secret", "hash", "password", "token"};

void mask(json::value& value) {
  if (auto* array = value.if_array()) {
    for (auto& element : *array) mask(element);
  } else if (auto* object = value.if_object()) {
    for (auto& member : *object) {
      const std::string_view name(member.key().data(), member.key().size());
      if (std::ranges::find(secret_members, name) != secret_members.end()) {
        member.value() = masked_secret;
      } else {
        mask(member.value());
      }
    }
  }
}

}  // namespace

std::string masked_json(std::string_view text) {
  boost::system::error_code error;
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  auto value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error || !value.is_object()) return std::string("{\"\":\"") + masked_secret + "\"}";
  mask(value);
  return json::serialize(value);
}

}  // namespace zonecast::store
