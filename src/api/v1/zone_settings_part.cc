// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/zone_settings_part.h"

#include <algorithm>

#include "api/v1/zone_json.h"

namespace zonecast::api::v1 {

bool ZoneSettingsPart::append(std::string_view data) {
  if (text_.size() + data.size() > settings_octets_max) return false;
  text_ += data;
  return true;
}

control::Result<control::ZoneDraft> ZoneSettingsPart::take(const KeyLookup& key) {
  const std::string text = std::exchange(text_, {});
  const auto members = json::parse_body(text);
  if (!members) return std::unexpected(members.error());
  json::FieldProblems problems;
  auto draft = read_zone(json::Fields(*members, "settings", problems), nullptr, key);
  if (!problems.empty()) return std::unexpected(problems.take());
  return draft;
}

control::Problem ZoneSettingsPart::too_long() {
  const std::string message = "Longer than " + std::to_string(settings_octets_max) + " octets";
  return {control::ProblemKind::invalid, message, {{"settings", "too_long", message}}};
}

std::vector<std::string_view> comma_separated(std::string_view text) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pieces;
}

}  // namespace zonecast::api::v1
