// SPDX-License-Identifier: GPL-3.0-or-later
// What API keys and users have in common in the bodies of /v1/account.
#pragma once

#include "api/json/fields.h"
#include "api/json/writer.h"
#include "api/v1/services.h"
#include "control/accounts.h"

namespace zonecast::api::v1 {

/// An array of strings; nothing when it is absent or null.
std::optional<std::vector<std::string>> strings_of(const json::Fields& body, std::string_view name);
void write_strings(json::Writer& writer, std::string_view name,
                   const std::vector<std::string>& texts);

/// name, teams, permissions, ip_whitelist, ip_whitelist_strict.
void read_member(const json::Fields& body, const model::Permissions& current,
                 control::MemberDraft& draft);

/// Who asks, with what they may do themselves.
control::AccountRequest account_requester(const Services& services, const http::Request& request);

}  // namespace zonecast::api::v1
