// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/account_tag.h"

#include "control/api_key_table.h"
#include "store/sql/account_json.h"

namespace zonecast::control {
namespace {

constexpr std::size_t tag_digits = 24;

std::string tag_of(const std::string& text) { return sha256_hex(text).substr(0, tag_digits); }

}  // namespace

std::string account_tag(const model::ApiKey& key) { return tag_of(store::api_key_to_json(key)); }
std::string account_tag(const model::Team& team) { return tag_of(store::team_to_json(team)); }
std::string account_tag(const model::User& user) { return tag_of(store::user_to_json(user)); }

}  // namespace zonecast::control
