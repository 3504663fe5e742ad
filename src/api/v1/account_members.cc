// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/account_members.h"

#include "api/v1/permissions_json.h"

namespace zonecast::api::v1 {

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
