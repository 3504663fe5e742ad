// SPDX-License-Identifier: GPL-3.0-or-later
// Tags by which preconditions tell one state of a key, team or user from another (object_tag.h):
// made of what the object says.
#pragma once

#include <string>

#include "model/api_key.h"
#include "model/team.h"
#include "model/user.h"

namespace zonecast::control {

std::string account_tag(const model::ApiKey& key);
std::string account_tag(const model::Team& team);
std::string account_tag(const model::User& user);

}  // namespace zonecast::control
