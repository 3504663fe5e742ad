// SPDX-License-Identifier: GPL-3.0-or-later
// What API keys and users have in common in the bodies of /v1/account.
#pragma once

#include "api/json/fields.h"
#include "api/v1/configured.h"
#include "api/v1/services.h"
#include "control/accounts.h"

namespace zonecast::api::v1 {

/// name, teams, permissions, ip_whitelist, ip_whitelist_strict.
void read_member(const json::Fields& body, const model::Permissions& current,
                 control::MemberDraft& draft);

/// Who asks, with what they may do themselves.
control::AccountRequest account_requester(const Services& services, const http::Request& request);

}  // namespace zonecast::api::v1
