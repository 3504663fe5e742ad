// SPDX-License-Identifier: GPL-3.0-or-later
// A team: permissions and addresses that all its members have beside their own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/permissions.h"

namespace zonecast::model {

struct IpList {
  std::string id, name;
  std::vector<std::string> values;  // addresses and prefixes, as they were given
  friend bool operator==(const IpList&, const IpList&) = default;
};

struct Team {
  std::string id;    // 24 hex digits
  std::string name;  // unique
  Permissions permissions;
  std::vector<IpList> ip_whitelist;
  std::int64_t created_at = 0;
  friend bool operator==(const Team&, const Team&) = default;
};

}  // namespace zonecast::model
