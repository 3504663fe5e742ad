// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/account_rules.h"

#include <algorithm>

#include "control/duration.h"
#include "model/rights.h"
#include "store/sql/account_json.h"

namespace zonecast::control {
namespace {

constexpr std::size_t name_octets_max = 255;
constexpr std::size_t teams_max = 100;
constexpr std::size_t addresses_max = 1'000;
constexpr std::size_t rules_max = 10'000;  // zones and records that permissions name

std::unexpected<Problem> wrong(std::string path, std::string code, std::string message) {
  auto text = path + ": " + message;
  return problem(ProblemKind::invalid, std::move(text),
                 {{std::move(path), std::move(code), std::move(message)}});
}

std::unexpected<Problem> unreadable(const base::Error& error) {
  return problem(ProblemKind::unavailable, error.message);
}

Result<void> not_above(const model::Grants& giver, const model::Permissions& permissions) {
  if (auto why = model::exceeds(giver, permissions))
    return problem(ProblemKind::forbidden, *std::move(why));
  return {};
}

Result<model::Team> team_of(const Heads& heads, const std::string& id) {
  const auto object = heads.config("team", id);
  if (!object) return no_such_team(id);
  auto team = store::team_from_json(object->body);
  if (!team) return unreadable(team.error());
  return *std::move(team);
}

/// Neither its own permissions nor those of a team are above the giver's. A team that is gone gives
/// nothing.
Result<void> member_not_above(const Heads& heads, const model::Grants& giver, const auto& member) {
  if (auto own = not_above(giver, member.permissions); !own) return own;
  for (const auto& id : member.teams) {
    const auto team = team_of(heads, id);
    if (!team) continue;
    if (auto theirs = not_above(giver, team->permissions); !theirs) return theirs;
  }
  return {};
}

Result<void> check_name(const std::string& path, const std::string& name) {
  if (name.empty()) return wrong(path, "required", "A name is needed");
  if (name.size() > name_octets_max)
    return wrong(path, "too_long", "At most " + std::to_string(name_octets_max) + " octets");
  return {};
}

Result<void> check_addresses(const std::string& path, const std::vector<std::string>& texts) {
  if (texts.size() > addresses_max)
    return wrong(path, "too_many", "At most " + std::to_string(addresses_max) + " addresses");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (base::IpPrefix::parse(texts[i])) continue;
    return wrong(path + "[" + std::to_string(i) + "]", "invalid_address",
                 "\"" + texts[i] + "\" is no IPv4 or IPv6 address or prefix");
  }
  return {};
}

Result<void> check_permissions(const model::Permissions& permissions) {
  const auto& dns = permissions.dns;
  if (dns.zones_allow.size() + dns.zones_deny.size() + dns.records_allow.size() +
          dns.records_deny.size() >
      rules_max) {
    return wrong("permissions.dns", "too_many",
                 "At most " + std::to_string(rules_max) + " zones and records can be named");
  }
  return {};
}

Result<void> check_member(const Heads& heads, const auto& member) {
  if (auto allowed = check_permissions(member.permissions); !allowed) return allowed;
  if (member.teams.size() > teams_max)
    return wrong("teams", "too_many", "At most " + std::to_string(teams_max) + " teams");
  for (std::size_t i = 0; i < member.teams.size(); ++i) {
    if (heads.config("team", member.teams[i])) continue;
    return wrong("teams[" + std::to_string(i) + "]", "unknown_team",
                 "team \"" + member.teams[i] + "\" not found");
  }
  if (member.ip_whitelist_strict && member.ip_whitelist.empty()) {
    return wrong("ip_whitelist", "required",
                 "With ip_whitelist_strict and no address, nothing would be admitted");
  }
  return check_addresses("ip_whitelist", member.ip_whitelist);
}

Result<void> check_count(const Heads& heads, const char* kind, const std::string& id) {
  if (heads.config(kind, id) || heads.configs(kind).size() < account_objects_max) return {};
  return problem(ProblemKind::conflict,
                 "There can be " + std::to_string(account_objects_max) + " of these at most");
}

bool is_member(const std::vector<std::string>& teams, const std::string& id) {
  return std::ranges::find(teams, id) != teams.end();
}

}  // namespace

std::unexpected<Problem> no_such_key(const std::string& id) {
  return problem(ProblemKind::not_found, "api key \"" + id + "\" not found");
}
std::unexpected<Problem> no_such_secret(const std::string& id) {
  return problem(ProblemKind::not_found, "secret \"" + id + "\" not found");
}
std::unexpected<Problem> no_such_team(const std::string& id) {
  return problem(ProblemKind::not_found, "team \"" + id + "\" not found");
}
std::unexpected<Problem> no_such_user(const std::string& username) {
  return problem(ProblemKind::not_found, "user \"" + username + "\" not found");
}

Result<model::ApiKey> key_to_change(const Heads& heads, const std::string& id,
                                    const model::Grants& giver) {
  const auto object = heads.config("apikey", id);
  if (!object) return no_such_key(id);
  auto key = store::api_key_from_json(object->body);
  if (!key) return unreadable(key.error());
  if (auto allowed = member_not_above(heads, giver, *key); !allowed)
    return std::unexpected(allowed.error());
  return *std::move(key);
}

Result<model::Team> team_to_change(const Heads& heads, const std::string& id,
                                   const model::Grants& giver) {
  auto team = team_of(heads, id);
  if (!team) return team;
  if (auto allowed = not_above(giver, team->permissions); !allowed)
    return std::unexpected(allowed.error());
  return team;
}

Result<model::User> user_to_change(const Heads& heads, const std::string& username,
                                   const model::Grants& giver) {
  const auto object = heads.config("user", username);
  if (!object) return no_such_user(username);
  auto user = store::user_from_json(object->body);
  if (!user) return unreadable(user.error());
  if (auto allowed = member_not_above(heads, giver, *user); !allowed)
    return std::unexpected(allowed.error());
  return *std::move(user);
}

Result<void> check_key(const Heads& heads, const model::ApiKey& key, const model::Grants& giver) {
  if (auto named = check_name("name", key.name); !named) return named;
  for (const auto& object : heads.configs("apikey")) {
    const auto other = store::api_key_from_json(object->body);
    if (other && other->id != key.id && other->name == key.name) {
      // The text that NS1's clients compare.
      return problem(ProblemKind::conflict, "api key with name \"" + key.name + "\" exists");
    }
  }
  if (!key.expiry_duration.empty() && !seconds_of_duration(key.expiry_duration)) {
    return wrong("expiry_duration", "invalid_duration",
                 "\"" + key.expiry_duration + "\" is no duration like 30d or 12h");
  }
  if (auto fits = check_member(heads, key); !fits) return fits;
  if (auto fits = check_count(heads, "apikey", key.id); !fits) return fits;
  return member_not_above(heads, giver, key);
}

Result<void> check_team(const Heads& heads, const model::Team& team, const model::Grants& giver) {
  if (auto named = check_name("name", team.name); !named) return named;
  for (const auto& object : heads.configs("team")) {
    const auto other = store::team_from_json(object->body);
    if (other && other->id != team.id && other->name == team.name) {
      // The text that NS1's clients compare.
      return problem(ProblemKind::conflict, "team with name \"" + team.name + "\" exists");
    }
  }
  if (auto allowed = check_permissions(team.permissions); !allowed) return allowed;
  for (std::size_t i = 0; i < team.ip_whitelist.size(); ++i) {
    const auto path = "ip_whitelist[" + std::to_string(i) + "].values";
    if (auto fits = check_addresses(path, team.ip_whitelist[i].values); !fits) return fits;
  }
  if (auto fits = check_count(heads, "team", team.id); !fits) return fits;
  return not_above(giver, team.permissions);
}

Result<void> check_user(const Heads& heads, const model::User& user, const model::Grants& giver) {
  if (auto named = check_name("username", user.username); !named) return named;
  if (user.name.size() > name_octets_max || user.email.size() > name_octets_max)
    return wrong("name", "too_long", "At most " + std::to_string(name_octets_max) + " octets");
  if (auto fits = check_member(heads, user); !fits) return fits;
  if (auto fits = check_count(heads, "user", user.username); !fits) return fits;
  return member_not_above(heads, giver, user);
}

Result<void> check_has_no_members(const Heads& heads, const model::Team& team) {
  std::string members;
  const auto add = [&](const std::string& member) {
    members += (members.empty() ? "" : ", ") + member;
  };
  for (const auto& object : heads.configs("apikey")) {
    const auto key = store::api_key_from_json(object->body);
    if (key && is_member(key->teams, team.id)) add("API key " + key->name);
  }
  for (const auto& object : heads.configs("user")) {
    const auto user = store::user_from_json(object->body);
    if (user && is_member(user->teams, team.id)) add("user " + user->username);
  }
  if (members.empty()) return {};
  return problem(ProblemKind::conflict, "The team has members: " + members);
}

}  // namespace zonecast::control
