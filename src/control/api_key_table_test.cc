// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/api_key_table.h"

#include <gtest/gtest.h>

#include "model/team.h"
#include "store/sql/account_json.h"

namespace zonecast::control {
namespace {

class ApiKeyTableTest : public testing::Test {
 protected:
  void put(const model::ApiKey& key) {
    configs.put(std::make_shared<const store::ConfigObject>(
        store::ConfigObject{"apikey", key.id, store::api_key_to_json(key), 1}));
    table.read(configs);
  }
  void put(const model::Team& team) {
    configs.put(std::make_shared<const store::ConfigObject>(
        store::ConfigObject{"team", team.id, store::team_to_json(team), 1}));
    table.read(configs);
  }
  static model::ApiKey key_of(const std::string& id, std::vector<std::string> secrets) {
    model::ApiKey key;
    key.id = id;
    key.name = "deploy";
    for (const auto& secret : secrets)
      key.secrets.push_back({"s-" + secret, sha256_hex(secret), 0, std::nullopt, true});
    return key;
  }

  base::ManualClock clock{1'700'000'000};
  ConfigDirectory configs;
  ApiKeyTable table{clock};
};

TEST_F(ApiKeyTableTest, finds_whom_a_secret_stands_for) {
  auto key = key_of("k1", {"one", "two"});
  key.permissions.account.manage_teams = true;
  put(key);
  put(key_of("k2", {"three"}));
  for (const auto* secret : {"one", "two"}) {
    const auto holder = table.find(secret);
    ASSERT_TRUE(holder) << secret;
    EXPECT_EQ(holder->key_id, "k1");
    EXPECT_EQ(holder->secret_id, std::string("s-") + secret);
    EXPECT_EQ(holder->grants, model::Grants{key.permissions});
  }
  for (const auto* secret : {"", "on", "one ", "s-one"}) EXPECT_FALSE(table.find(secret)) << secret;
  EXPECT_FALSE(table.find(sha256_hex("one")));
}

TEST_F(ApiKeyTableTest, a_secret_that_is_disabled_or_has_expired_is_none) {
  auto key = key_of("k1", {"one", "two", "three"});
  key.secrets[0].enabled = false;
  key.secrets[1].expires_at = clock.unix_seconds() + 60;
  put(key);
  EXPECT_FALSE(table.find("one"));
  EXPECT_TRUE(table.find("two"));
  clock.advance(std::chrono::seconds(60));
  EXPECT_FALSE(table.find("two"));
  EXPECT_TRUE(table.find("three"));
}

TEST_F(ApiKeyTableTest, a_key_is_known_by_its_id_while_a_secret_of_it_is_live) {
  auto key = key_of("k1", {"one", "two"});
  key.secrets[0].enabled = false;
  put(key);
  ASSERT_TRUE(table.holder("k1"));
  EXPECT_EQ(table.holder("k1")->secret_id, "s-two");
  EXPECT_FALSE(table.holder("k2"));
  key.secrets[1].enabled = false;
  put(key);
  EXPECT_FALSE(table.holder("k1"));
}

TEST_F(ApiKeyTableTest, members_have_their_teams_permissions_and_addresses_too) {
  model::Team team;
  team.id = "t1";
  team.permissions.dns.view_zones = true;
  team.ip_whitelist = {{"1", "office", {"192.0.2.0/24"}}};
  put(team);
  auto key = key_of("k1", {"one"});
  key.teams = {"t1", "gone"};
  key.ip_whitelist = {"2001:db8::1"};
  put(key);
  auto holder = table.find("one");
  EXPECT_EQ(holder->grants, (model::Grants{{}, team.permissions}));
  EXPECT_EQ(holder->admitted_from.size(), 2U);
  key.ip_whitelist_strict = true;
  put(key);
  holder = table.find("one");
  ASSERT_EQ(holder->admitted_from.size(), 1U);
  EXPECT_EQ(holder->admitted_from[0].to_text(), "2001:db8::1");
}

TEST_F(ApiKeyTableTest, the_last_access_of_each_secret_is_known_and_handed_on_once) {
  put(key_of("k1", {"one", "two"}));
  table.put_last_accesses({{"s-two", 41}});
  table.find("one");
  table.find("one");
  EXPECT_EQ(table.last_access("s-one"), 1'700'000'000);
  EXPECT_EQ(table.last_access("s-two"), 41);
  EXPECT_EQ(table.last_access("s-three"), std::nullopt);
  EXPECT_EQ(table.take_new_accesses(),
            (std::map<std::string, std::int64_t>{{"s-one", 1'700'000'000}}));
  EXPECT_TRUE(table.take_new_accesses().empty());
}

}  // namespace
}  // namespace zonecast::control
