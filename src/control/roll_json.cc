// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/roll_json.h"

#include <boost/json.hpp>

namespace zonecast::control {

namespace {

namespace json = boost::json;

std::unexpected<base::Error> malformed(std::string_view id, const std::string& why) {
  return base::failure("roll-over of " + std::string(id) + ": " + why);
}

}  // namespace

std::string roll_to_json(const model::KeyRoll& roll) {
  json::object out;
  out["to"] = dns::to_text(roll.to);
  if (roll.made_key) out["made_key"] = true;
  out["started_at"] = roll.started_at;
  return json::serialize(out);
}

base::Result<model::KeyRoll> roll_from_json(std::string_view id, std::string_view text) {
  boost::system::error_code error;
  const auto value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) return malformed(id, "not a JSON object");
  auto from = dns::Name::from_text(id);
  if (!from) return malformed(id, from.error().message);
  model::KeyRoll roll;
  roll.from = std::move(*from);
  for (const auto& member : value.get_object()) {
    const auto& content = member.value();
    if (member.key() == "to" && content.is_string()) {
      const auto& name = content.get_string();
      auto to = dns::Name::from_text(std::string_view(name.data(), name.size()));
      if (!to) return malformed(id, to.error().message);
      roll.to = std::move(*to);
    } else if (member.key() == "made_key" && content.is_bool()) {
      roll.made_key = content.get_bool();
    } else if (member.key() == "started_at" && content.is_int64()) {
      roll.started_at = content.get_int64();
    } else {
      return malformed(id, "member " + std::string(member.key_c_str()) + " is unknown or wrong");
    }
  }
  if (roll.to.view().is_root()) return malformed(id, "the new key is missing");
  return roll;
}

}  // namespace zonecast::control
