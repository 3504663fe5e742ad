// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/account_members.h"

#include "api/v1/permissions_json.h"

namespace zonecast::api::v1 {

std::optional<std::vector<std::string>> strings_of(const json::Fields& body,
                                                   std::string_view name) {
  const auto* array = body.array(name);
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < array->size(); ++i) {
    if (const auto* text = (*array)[i].string()) {
      out.push_back(*text);
    } else {
      body.problems().add(json::path_of(body.path(name), i), "wrong_type",
                          "Must be a string, not " + std::string((*array)[i].kind()));
    }
  }
  return out;
}

void write_strings(json::Writer& writer, std::string_view name,
                   const std::vector<std::string>& texts) {
  writer.key(name).begin_array();
  for (const auto& text : texts) writer.value(text);
  writer.end_array();
}

void read_member(const json::Fields& body, const model::Permissions& current,
                 control::MemberDraft& draft) {
  draft.name = body.string("name");
  draft.teams = strings_of(body, "teams");
  draft.permissions = read_permissions(body, current);
  draft.ip_whitelist = strings_of(body, "ip_whitelist");
  draft.ip_whitelist_strict = body.boolean("ip_whitelist_strict");
}

control::AccountRequest account_requester(const Services& services, const http::Request& request) {
  return {requester(services, request), services.caller->grants};
}

}  // namespace zonecast::api::v1
