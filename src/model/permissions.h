// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody may do, as it is granted: to a key, a user, or a team for all its members. Names
// are those of the API's permissions object.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dns/name.h"

namespace zonecast::model {

/// Some records of one zone.
struct RecordRule {
  std::string zone;                 // its name
  dns::Name domain;                 // the owner name
  bool include_subdomains = false;  // what is below `domain` too
  std::string type;                 // empty: every type
  friend bool operator==(const RecordRule&, const RecordRule&) = default;
};

struct Permissions {
  struct Dns {
    bool view_zones = false;
    bool manage_zones = false;
    bool zones_allow_by_default = false;
    std::vector<std::string> zones_allow, zones_deny;  // names, lower case
    std::vector<RecordRule> records_allow, records_deny;
    friend bool operator==(const Dns&, const Dns&) = default;
  };
  struct Account {
    bool manage_users = false;
    bool manage_teams = false;
    bool manage_apikeys = false;
    bool manage_account_settings = false;
    bool manage_ip_whitelist = false;
    bool view_activity_log = false;
    friend bool operator==(const Account&, const Account&) = default;
  };
  struct Security {
    bool view_tsig_secrets = false;
    friend bool operator==(const Security&, const Security&) = default;
  };

  Dns dns;
  Account account;
  Security security;
  /// Rights over what this server does not have, kept and echoed: "monitoring.view_jobs".
  std::map<std::string, bool> echoed;
  friend bool operator==(const Permissions&, const Permissions&) = default;

  /// Everything, everywhere.
  static Permissions all();
};

/// Somebody's own permissions and those of their teams. They add up: what one of them grants is
/// granted.
using Grants = std::vector<Permissions>;

}  // namespace zonecast::model
