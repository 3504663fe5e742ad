// SPDX-License-Identifier: GPL-3.0-or-later
// What holds of API keys, teams and users: unique names, teams that exist, address lists that can
// be read, and that nobody hands on, or touches, more than they have. Checked on the writer's
// thread.
#pragma once

#include "control/accounts.h"
#include "control/committer.h"

namespace zonecast::control {

std::unexpected<Problem> no_such_key(const std::string& id);
std::unexpected<Problem> no_such_secret(const std::string& id);
std::unexpected<Problem> no_such_team(const std::string& id);
std::unexpected<Problem> no_such_user(const std::string& username);

/// The object as it is, when somebody with `giver` may change it.
Result<model::ApiKey> key_to_change(const Heads& heads, const std::string& id,
                                    const model::Grants& giver);
Result<model::Team> team_to_change(const Heads& heads, const std::string& id,
                                   const model::Grants& giver);
Result<model::User> user_to_change(const Heads& heads, const std::string& username,
                                   const model::Grants& giver);

/// The object as it is to be.
Result<void> check_key(const Heads& heads, const model::ApiKey& key, const model::Grants& giver);
Result<void> check_team(const Heads& heads, const model::Team& team, const model::Grants& giver);
Result<void> check_user(const Heads& heads, const model::User& user, const model::Grants& giver);
Result<void> check_has_no_members(const Heads& heads, const model::Team& team);

}  // namespace zonecast::control
