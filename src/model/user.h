// SPDX-License-Identifier: GPL-3.0-or-later
// A user, as a document: there are no passwords, so a user does not sign in by one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/permissions.h"

namespace zonecast::model {

struct User {
  std::string username;  // unique
  std::string name, email;
  std::vector<std::string> teams;
  Permissions permissions;
  std::vector<std::string> ip_whitelist;  // addresses and prefixes, as they were given
  bool ip_whitelist_strict = false;
  bool notify_billing = false;  // kept and answered
  std::int64_t created_at = 0;
  friend bool operator==(const User&, const User&) = default;
};

}  // namespace zonecast::model
