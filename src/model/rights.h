// SPDX-License-Identifier: GPL-3.0-or-later
// What permissions allow: one pure rule for every request.
//
// Of what a grant says about zones, the more particular wins: records_deny, records_allow,
// zones_deny, zones_allow, zones_allow_by_default. Rights from several grants add up, but one grant
// alone must give the whole of what is asked: a team's right to manage does not reach into the
// zones that only the member's own grant names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dns/rr_type.h"
#include "model/permissions.h"

namespace zonecast::model {

enum class Right {
  view_zones,  // managing includes viewing
  manage_zones,
  manage_users,
  manage_teams,
  manage_apikeys,
  manage_account_settings,
  manage_ip_whitelist,
  view_activity_log,
  view_tsig_secrets,
};

inline constexpr Right every_right[] = {
    Right::view_zones,          Right::manage_zones,      Right::manage_users,
    Right::manage_teams,        Right::manage_apikeys,    Right::manage_account_settings,
    Right::manage_ip_whitelist, Right::view_activity_log, Right::view_tsig_secrets};

/// "dns.manage_zones", as the permissions object spells it.
std::string_view to_text(Right right);

/// How much of it is asked for.
enum class Extent {
  anywhere,      // it is had at all; for what lists or names zones one by one later
  some_of_zone,  // anything in the zone
  zone,          // the zone, though perhaps not each of its records
  whole_zone,    // the zone with each record there is or will be
  record,
  every_zone,
};

/// A right, and over what. Views are borrowed.
struct Need {
  Right right{};
  Extent extent = Extent::anywhere;
  std::string_view zone{};  // its name; unless `anywhere` or `every_zone`
  dns::NameView owner{};    // for `record`
  dns::RrType type{};       // for `record`
};

/// Why not, in one sentence that names the right; nothing when it is granted.
std::optional<std::string> missing(const Grants& grants, const Need& need);
inline bool is_granted(const Grants& grants, const Need& need) {
  return !missing(grants, need).has_value();
}

/// Whether somebody with `grants` may hand `wanted` on: nobody gives what they have not. Where
/// zones are told apart, one grant of theirs must enclose all that `wanted` says of them. Nothing
/// when they may; else the sentence that says why not.
std::optional<std::string> exceeds(const Grants& grants, const Permissions& wanted);

}  // namespace zonecast::model
