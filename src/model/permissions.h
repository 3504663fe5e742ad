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

/// Calls `visit(section, name, flag)` for each right that is there or not, as the API names them.
template <typename P, typename Visit>
void for_each_flag(P& permissions, Visit visit) {
  visit("dns", "view_zones", permissions.dns.view_zones);
  visit("dns", "manage_zones", permissions.dns.manage_zones);
  visit("dns", "zones_allow_by_default", permissions.dns.zones_allow_by_default);
  visit("account", "manage_users", permissions.account.manage_users);
  visit("account", "manage_teams", permissions.account.manage_teams);
  visit("account", "manage_apikeys", permissions.account.manage_apikeys);
  visit("account", "manage_account_settings", permissions.account.manage_account_settings);
  visit("account", "manage_ip_whitelist", permissions.account.manage_ip_whitelist);
  visit("account", "view_activity_log", permissions.account.view_activity_log);
  visit("security", "view_tsig_secrets", permissions.security.view_tsig_secrets);
}

/// Somebody's own permissions and those of their teams. They add up: what one of them grants is
/// granted.
using Grants = std::vector<Permissions>;

}  // namespace zonecast::model
