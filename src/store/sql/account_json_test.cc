// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/account_json.h"

#include <gtest/gtest.h>

namespace zonecast::store {
namespace {

model::Permissions some_permissions() {
  model::Permissions out;
  out.dns.view_zones = out.dns.manage_zones = true;
  out.dns.zones_allow = {"example.org", "internal"};
  out.dns.zones_deny = {"example.net"};
  out.dns.records_allow = {
      {"example.com", *dns::Name::from_text("_acme-challenge.example.com"), true, "TXT"}};
  out.dns.records_deny = {{"example.org", *dns::Name::from_text("ns.example.org"), false, ""}};
  out.account.manage_apikeys = out.account.view_activity_log = true;
  out.security.view_tsig_secrets = true;
  out.echoed = {{"monitoring.view_jobs", true}, {"data.push_to_datafeeds", false}};
  return out;
}

TEST(AccountJson, a_key_comes_back_as_it_was) {
  model::ApiKey key;
  key.id = "5e9f00000000000000000001";
  key.name = "deploy \"one\"";
  key.teams = {"5e9f00000000000000000002"};
  key.permissions = some_permissions();
  key.ip_whitelist = {"192.0.2.0/24", "2001:db8::1"};
  key.ip_whitelist_strict = true;
  key.expiry_duration = "30d";
  key.secrets = {{"5e9f00000000000000000003", "ab12", 1, 2, false},
                 {"5e9f00000000000000000004", "cd34", 3, std::nullopt, true}};
  key.created_at = 1'600'000'000;
  EXPECT_EQ(api_key_from_json(api_key_to_json(key)), key);
  EXPECT_EQ(api_key_from_json(api_key_to_json({})), model::ApiKey{});
}

TEST(AccountJson, each_right_is_kept_by_itself) {
  model::Permissions none;
  model::for_each_flag(none, [](const char* section, const char* name, bool&) {
    model::Team team;
    model::for_each_flag(team.permissions, [&](const char* s, const char* n, bool& flag) {
      flag = std::string_view(s) == section && std::string_view(n) == name;
    });
    EXPECT_EQ(team_from_json(team_to_json(team)), team) << section << "." << name;
  });
}

TEST(AccountJson, teams_and_users_come_back_as_they_were) {
  const model::Team team{"5e9f00000000000000000002",
                         "operators",
                         some_permissions(),
                         {{"1", "office", {"192.0.2.0/24"}}},
                         1'600'000'000};
  EXPECT_EQ(team_from_json(team_to_json(team)), team);
  const model::User user{"anna",
                         "Anna Example",
                         "anna@example.org",
                         {team.id},
                         some_permissions(),
                         {"::1"},
                         true,
                         true,
                         7};
  EXPECT_EQ(user_from_json(user_to_json(user)), user);
}

TEST(AccountJson, what_we_did_not_write_is_refused_with_its_place) {
  for (const auto* text :
       {"", "[]", "{\"id\":1}", "{\"colour\":\"red\"}", "{\"teams\":[1]}",
        "{\"permissions\":{\"dns\":{\"fly\":true}}}", "{\"secrets\":[{\"a\":1}]}",
        "{\"permissions\":{\"reach\":{\"records_allow\":[{\"domain\":\"..\"}]}}}"}) {
    const auto key = api_key_from_json(text);
    ASSERT_FALSE(key) << text;
    EXPECT_TRUE(key.error().message.starts_with("API key: ")) << key.error().message;
  }
}

}  // namespace
}  // namespace zonecast::store
