// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/account_service.h"

#include <gtest/gtest.h>

#include "control/account_rules.h"
#include "control/account_tag.h"
#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

class AccountServiceTest : public testing::Test {
 protected:
  AccountServiceTest() {
    bed.follower().watch_configs([this](const auto&) { table.read(bed.configs); });
  }
  static AccountRequest by_admin() { return {{}, {model::Permissions::all()}}; }
  static AccountRequest by(model::Permissions permissions) {
    return {{}, {std::move(permissions)}};
  }
  static ApiKeyDraft named(const std::string& name) {
    ApiKeyDraft draft;
    draft.name = name;
    return draft;
  }
  static model::Permissions key_manager(std::vector<std::string> zones) {
    model::Permissions out;
    out.account.manage_apikeys = true;
    out.dns.manage_zones = true;
    out.dns.zones_allow = std::move(zones);
    return out;
  }

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  ConfigService configs{bed.clock, bed.configs, bed.committer};
  ApiKeyTable table{bed.clock};
  AccountService accounts{bed.clock, bed.random, configs, table};
};

TEST_F(AccountServiceTest, a_new_key_is_shown_once_and_kept_as_a_hash) {
  const auto made = accounts.create_key(named("deploy"), by_admin());
  ASSERT_TRUE(made);
  EXPECT_EQ(made->secret.size(), 44U);
  EXPECT_EQ(table.find(made->secret)->key_id, made->key.key.id);
  const auto kept = bed.configs.find("apikey", made->key.key.id)->body;
  EXPECT_EQ(kept.find(made->secret), std::string::npos);
  EXPECT_NE(kept.find(sha256_hex(made->secret)), std::string::npos);
}

TEST_F(AccountServiceTest, names_are_unique_and_what_is_wrong_is_told) {
  const auto made = accounts.create_key(named("deploy"), by_admin());
  const auto again = accounts.create_key(named("deploy"), by_admin());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "api key with name \"deploy\" exists");
  EXPECT_EQ(again.error().kind, ProblemKind::conflict);
  EXPECT_TRUE(accounts.update_key(made->key.key.id, named("deploy"), by_admin()));
  EXPECT_FALSE(accounts.create_key(named(""), by_admin()));
  auto draft = named("x");
  draft.teams = {{"41"}};
  EXPECT_EQ(accounts.create_key(draft, by_admin()).error().message,
            "teams[0]: team \"41\" not found");
  draft = named("x");
  draft.ip_whitelist = {{"192.0.2.0/24", "office"}};
  EXPECT_EQ(accounts.create_key(draft, by_admin()).error().fields.at(0).path, "ip_whitelist[1]");
  draft = named("x");
  draft.ip_whitelist_strict = true;
  EXPECT_FALSE(accounts.create_key(draft, by_admin()));
  draft = named("x");
  draft.expiry_duration = "soon";
  EXPECT_EQ(accounts.create_key(draft, by_admin()).error().fields.at(0).path, "expiry_duration");
  EXPECT_EQ(accounts.keys().size(), 1U);
}

TEST_F(AccountServiceTest, what_is_not_there_is_not_found) {
  EXPECT_EQ(accounts.key("1").error().message, "api key \"1\" not found");
  EXPECT_EQ(accounts.remove_key("1", by_admin()).error().kind, ProblemKind::not_found);
  EXPECT_EQ(accounts.team("1").error().message, "team \"1\" not found");
  EXPECT_EQ(accounts.user("anna").error().message, "user \"anna\" not found");
}

TEST_F(AccountServiceTest, a_key_is_rolled_over_without_a_gap) {
  const auto made = accounts.create_key(named("deploy"), by_admin());
  const auto& id = made->key.key.id;
  const auto second = accounts.add_secret(id, 3600, by_admin());
  ASSERT_TRUE(second);
  EXPECT_TRUE(table.find(made->secret));
  EXPECT_TRUE(table.find(second->secret));
  EXPECT_EQ(accounts.add_secret(id, {}, by_admin()).error().kind, ProblemKind::conflict);
  bed.clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(table.find(made->secret));
  EXPECT_TRUE(table.find(second->secret));
  EXPECT_TRUE(accounts.add_secret(id, {}, by_admin()));
  EXPECT_EQ(accounts.key(id)->secrets.size(), 2U);
}

TEST_F(AccountServiceTest, a_secret_may_be_disabled_and_removed_by_itself) {
  const auto made = accounts.create_key(named("deploy"), by_admin());
  const auto& id = made->key.key.id;
  const auto second = accounts.add_secret(id, {}, by_admin());
  SecretDraft off;
  off.enabled = false;
  EXPECT_TRUE(accounts.update_secret(id, made->secret_id, off, by_admin()));
  EXPECT_FALSE(table.find(made->secret));
  EXPECT_TRUE(table.find(second->secret));
  EXPECT_TRUE(accounts.remove_secret(id, made->secret_id, by_admin()));
  EXPECT_EQ(accounts.remove_secret(id, made->secret_id, by_admin()).error().kind,
            ProblemKind::not_found);
}

TEST_F(AccountServiceTest, new_secrets_live_as_long_as_the_key_says) {
  auto draft = named("deploy");
  draft.expiry_duration = "30d";
  const auto made = accounts.create_key(draft, by_admin());
  EXPECT_EQ(made->key.secrets[0].secret.expires_at, bed.clock.unix_seconds() + 30 * 24 * 60 * 60);
}

TEST_F(AccountServiceTest, nobody_makes_a_key_above_themselves) {
  const auto manager = by(key_manager({"example.org"}));
  auto draft = named("below");
  draft.permissions = key_manager({"example.org"});
  EXPECT_TRUE(accounts.create_key(draft, manager));
  draft = named("above");
  draft.permissions = key_manager({"example.net"});
  const auto refused = accounts.create_key(draft, manager);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::forbidden);
  model::Permissions managing_all = model::Permissions::all();
  TeamDraft team;
  team.name = "all";
  team.permissions = managing_all;
  const auto everything = accounts.create_team(team, by_admin());
  draft = named("through a team");
  draft.permissions = model::Permissions{};
  draft.teams = {{everything->id}};
  EXPECT_EQ(accounts.create_key(draft, manager).error().kind, ProblemKind::forbidden);
}

TEST_F(AccountServiceTest, nobody_touches_a_key_above_themselves) {
  auto draft = named("above");
  draft.permissions = model::Permissions::all();
  const auto above = accounts.create_key(draft, by_admin());
  const auto& id = above->key.key.id;
  const auto manager = by(key_manager({"example.org"}));
  EXPECT_EQ(accounts.add_secret(id, {}, manager).error().kind, ProblemKind::forbidden);
  EXPECT_EQ(accounts.update_key(id, named("x"), manager).error().kind, ProblemKind::forbidden);
  EXPECT_EQ(accounts.remove_key(id, manager).error().kind, ProblemKind::forbidden);
  draft = named("above");
  draft.permissions = model::Permissions{};
  EXPECT_EQ(accounts.update_key(id, draft, manager).error().kind, ProblemKind::forbidden);
}

TEST_F(AccountServiceTest, a_team_gives_to_its_members_and_stays_while_it_has_some) {
  TeamDraft team;
  team.name = "operators";
  team.permissions = key_manager({"example.org"});
  const auto made = accounts.create_team(team, by_admin());
  ASSERT_TRUE(made);
  EXPECT_EQ(accounts.create_team(team, by_admin()).error().message,
            "team with name \"operators\" exists");
  auto draft = named("deploy");
  draft.teams = {{made->id}};
  const auto key = accounts.create_key(draft, by_admin());
  EXPECT_EQ(table.find(key->secret)->grants.back(), *team.permissions);
  EXPECT_EQ(accounts.remove_team(made->id, by_admin()).error().message,
            "The team has members: API key deploy");
  team.permissions = model::Permissions{};
  EXPECT_TRUE(accounts.update_team(made->id, team, by_admin()));
  EXPECT_EQ(table.find(key->secret)->grants.back(), model::Permissions{});
  EXPECT_TRUE(accounts.remove_key(key->key.key.id, by_admin()));
  EXPECT_TRUE(accounts.remove_team(made->id, by_admin()));
}

TEST_F(AccountServiceTest, a_change_on_condition_is_refused_when_somebody_came_between) {
  const auto made = accounts.create_key(named("deploy"), by_admin());
  const auto& id = made->key.key.id;
  auto on_condition = by_admin();
  on_condition.request.precondition.tags = {account_tag(made->key.key)};
  EXPECT_TRUE(accounts.update_key(id, named("one"), on_condition));
  EXPECT_EQ(accounts.update_key(id, named("two"), on_condition).error().kind,
            ProblemKind::precondition_failed);
  EXPECT_EQ(accounts.remove_key(id, on_condition).error().kind, ProblemKind::precondition_failed);
  EXPECT_EQ(accounts.key(id)->key.name, "one");
}

TEST_F(AccountServiceTest, users_are_documents) {
  UserDraft draft;
  draft.name = "Anna Example";
  draft.email = "anna@example.org";
  EXPECT_TRUE(accounts.create_user("anna", draft, by_admin()));
  EXPECT_EQ(accounts.create_user("anna", draft, by_admin()).error().message,
            "request failed:Login Name is already in use.");
  UserDraft change;
  change.notify_billing = true;
  const auto user = accounts.update_user("anna", change, by_admin());
  EXPECT_EQ(user->email, "anna@example.org");
  EXPECT_TRUE(user->notify_billing);
  EXPECT_TRUE(accounts.remove_user("anna", by_admin()));
  EXPECT_TRUE(accounts.users().empty());
}

}  // namespace
}  // namespace zonecast::control
