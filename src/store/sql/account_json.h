// SPDX-License-Identifier: GPL-3.0-or-later
// API keys, teams and users as the JSON text they are kept as. Members at their default are left
// out; unknown ones are an error: a newer zonecast's data is not to be halved in silence.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/api_key.h"
#include "model/team.h"
#include "model/user.h"

namespace zonecast::store {

std::string api_key_to_json(const model::ApiKey& key);
base::Result<model::ApiKey> api_key_from_json(std::string_view text);

std::string team_to_json(const model::Team& team);
base::Result<model::Team> team_from_json(std::string_view text);

std::string user_to_json(const model::User& user);
base::Result<model::User> user_from_json(std::string_view text);

}  // namespace zonecast::store
