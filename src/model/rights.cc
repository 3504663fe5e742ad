// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rights.h"

#include <algorithm>
#include <array>

namespace zonecast::model {
namespace {

bool has_flag(const Permissions& grant, Right right) {
  switch (right) {
    case Right::view_zones:
      return grant.dns.view_zones || grant.dns.manage_zones;
    case Right::manage_zones:
      return grant.dns.manage_zones;
    case Right::manage_users:
      return grant.account.manage_users;
    case Right::manage_teams:
      return grant.account.manage_teams;
    case Right::manage_apikeys:
      return grant.account.manage_apikeys;
    case Right::manage_account_settings:
      return grant.account.manage_account_settings;
    case Right::manage_ip_whitelist:
      return grant.account.manage_ip_whitelist;
    case Right::view_activity_log:
      return grant.account.view_activity_log;
    case Right::view_tsig_secrets:
      return grant.security.view_tsig_secrets;
  }
  return false;
}

bool names(const std::vector<std::string>& zones, std::string_view zone) {
  return std::ranges::find(zones, zone) != zones.end();
}

bool reaches_into(const std::vector<RecordRule>& rules, std::string_view zone) {
  return std::ranges::any_of(rules, [&](const RecordRule& rule) { return rule.zone == zone; });
}

bool is_same_type(std::string_view wanted, std::string_view type) {
  return std::ranges::equal(wanted, type, [](char a, char b) {
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
    return upper(a) == upper(b);
  });
}

bool matches(const RecordRule& rule, const Need& need) {
  if (rule.zone != need.zone) return false;
  if (!rule.type.empty() && !is_same_type(rule.type, dns::to_text(need.type))) return false;
  return rule.include_subdomains ? need.owner.is_within(rule.domain) : need.owner == rule.domain;
}

bool match(const std::vector<RecordRule>& rules, const Need& need) {
  return std::ranges::any_of(rules, [&](const RecordRule& rule) { return matches(rule, need); });
}

bool covers_zone(const Permissions::Dns& dns, std::string_view zone) {
  if (names(dns.zones_deny, zone)) return false;
  return dns.zones_allow_by_default || names(dns.zones_allow, zone);
}

bool covers_every_zone(const Permissions::Dns& dns) {
  return dns.zones_allow_by_default && dns.zones_deny.empty() && dns.records_deny.empty();
}

bool covers(const Permissions::Dns& dns, const Need& need) {
  switch (need.extent) {
    case Extent::anywhere:
      return true;
    case Extent::some_of_zone:
      return covers_zone(dns, need.zone) || reaches_into(dns.records_allow, need.zone);
    case Extent::zone:
      return covers_zone(dns, need.zone);
    case Extent::whole_zone:
      return covers_zone(dns, need.zone) && !reaches_into(dns.records_deny, need.zone);
    case Extent::record:
      if (match(dns.records_deny, need)) return false;
      return match(dns.records_allow, need) || covers_zone(dns, need.zone);
    case Extent::every_zone:
      return covers_every_zone(dns);
  }
  return false;
}

std::string extent_text(const Need& need) {
  const std::string zone = "the zone " + std::string(need.zone);
  switch (need.extent) {
    case Extent::anywhere:
      break;
    case Extent::some_of_zone:
    case Extent::zone:
      return zone;
    case Extent::whole_zone:
      return "every record of " + zone;
    case Extent::record:
      return dns::to_text_undotted(need.owner) + " " + dns::to_text(need.type) + " in " + zone;
    case Extent::every_zone:
      return "every zone";
  }
  return "this";
}

/// What `wanted` says of zones lies within what `own` says of them.
bool encloses(const Permissions::Dns& own, const Permissions::Dns& wanted) {
  const auto covered = [&](const std::string& zone) { return covers_zone(own, zone); };
  const auto is_barred = [&](const std::string& zone) {
    return names(wanted.zones_deny, zone) && !reaches_into(wanted.records_allow, zone);
  };
  if (wanted.zones_allow_by_default &&
      !(own.zones_allow_by_default && std::ranges::all_of(own.zones_deny, is_barred))) {
    return false;
  }
  if (!std::ranges::all_of(wanted.zones_allow, covered)) return false;
  const bool records_are_within =
      std::ranges::all_of(wanted.records_allow, [&](const RecordRule& rule) {
        return std::ranges::find(own.records_allow, rule) != own.records_allow.end() ||
               covered(rule.zone);
      });
  if (!records_are_within) return false;
  // What is denied to us must be denied to them, unless they do not get near it.
  return std::ranges::all_of(own.records_deny, [&](const RecordRule& rule) {
    const bool reached =
        covers_zone(wanted, rule.zone) || reaches_into(wanted.records_allow, rule.zone);
    return !reached || std::ranges::find(wanted.records_deny, rule) != wanted.records_deny.end();
  });
}

constexpr std::array plain_rights{Right::manage_users,        Right::manage_teams,
                                  Right::manage_apikeys,      Right::manage_account_settings,
                                  Right::manage_ip_whitelist, Right::view_activity_log,
                                  Right::view_tsig_secrets};

}  // namespace

std::string_view to_text(Right right) {
  switch (right) {
    case Right::view_zones:
      return "dns.view_zones";
    case Right::manage_zones:
      return "dns.manage_zones";
    case Right::manage_users:
      return "account.manage_users";
    case Right::manage_teams:
      return "account.manage_teams";
    case Right::manage_apikeys:
      return "account.manage_apikeys";
    case Right::manage_account_settings:
      return "account.manage_account_settings";
    case Right::manage_ip_whitelist:
      return "account.manage_ip_whitelist";
    case Right::view_activity_log:
      return "account.view_activity_log";
    case Right::view_tsig_secrets:
      break;
  }
  return "security.view_tsig_secrets";
}

std::optional<std::string> missing(const Grants& grants, const Need& need) {
  bool had = false;
  for (const auto& grant : grants) {
    if (!has_flag(grant, need.right)) continue;
    if (covers(grant.dns, need)) return std::nullopt;
    had = true;
  }
  const std::string right = "The right " + std::string(to_text(need.right));
  return had ? right + " does not cover " + extent_text(need) : right + " is missing";
}

std::optional<std::string> exceeds(const Grants& grants, const Permissions& wanted) {
  for (const auto right : plain_rights) {
    if (has_flag(wanted, right) && !is_granted(grants, {right})) {
      return "The right " + std::string(to_text(right)) + " cannot be given by somebody without it";
    }
  }
  for (const auto right : {Right::manage_zones, Right::view_zones}) {
    if (!has_flag(wanted, right)) continue;
    const auto held = std::ranges::any_of(grants, [&](const Permissions& grant) {
      return has_flag(grant, right) && encloses(grant.dns, wanted.dns);
    });
    if (!held) {
      return "The right " + std::string(to_text(right)) +
             " cannot be given over more than the giver's own permissions cover";
    }
  }
  return std::nullopt;
}

}  // namespace zonecast::model
