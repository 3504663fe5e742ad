// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rights.h"

#include <gtest/gtest.h>

namespace zonecast::model {
namespace {

using dns::RrType;

dns::Name name(std::string_view text) { return *dns::Name::from_text(text); }

Permissions may(std::initializer_list<bool Permissions::Dns::*> flags) {
  Permissions out;
  for (const auto flag : flags) out.dns.*flag = true;
  return out;
}

Permissions managing(std::vector<std::string> allow, std::vector<std::string> deny = {}) {
  auto out = may({&Permissions::Dns::manage_zones});
  out.dns.zones_allow_by_default = allow == std::vector<std::string>{"*"};
  if (!out.dns.zones_allow_by_default) out.dns.zones_allow = std::move(allow);
  out.dns.zones_deny = std::move(deny);
  return out;
}

Permissions with(Permissions permissions, std::vector<RecordRule> allow,
                 std::vector<RecordRule> deny = {}) {
  permissions.dns.records_allow = std::move(allow);
  permissions.dns.records_deny = std::move(deny);
  return permissions;
}

const RecordRule www{"example.org", name("www.example.org"), false, ""};
const RecordRule lab{"example.org", name("lab.example.org"), true, ""};
const RecordRule acme{"example.org", name("_acme-challenge.example.org"), true, "TXT"};

struct RecordCase {
  const char* about;
  Permissions grant;
  const char* owner;
  RrType type;
  bool granted;
};

TEST(Rights, of_rules_about_a_record_the_more_particular_wins) {
  const RecordCase cases[] = {
      {"default", managing({"*"}), "www.example.org", RrType::a, true},
      {"nothing said", managing({}), "www.example.org", RrType::a, false},
      {"zone allowed", managing({"example.org"}), "www.example.org", RrType::a, true},
      {"zone denied", managing({"*"}, {"example.org"}), "www.example.org", RrType::a, false},
      {"zone allowed and denied", managing({"example.org"}, {"example.org"}), "www.example.org",
       RrType::a, false},
      {"record allowed", with(managing({}), {www}), "www.example.org", RrType::a, true},
      {"another record", with(managing({}), {www}), "mail.example.org", RrType::a, false},
      {"below, without subdomains", with(managing({}), {www}), "a.www.example.org", RrType::a,
       false},
      {"below, with subdomains", with(managing({}), {lab}), "a.b.LAB.example.org", RrType::a, true},
      {"a name that only ends alike", with(managing({}), {lab}), "collab.example.org", RrType::a,
       false},
      {"the right type", with(managing({}), {acme}), "_acme-challenge.example.org", RrType::txt,
       true},
      {"another type", with(managing({}), {acme}), "_acme-challenge.example.org", RrType::a, false},
      {"record allowed in a denied zone", with(managing({"*"}, {"example.org"}), {www}),
       "www.example.org", RrType::a, true},
      {"record denied in an allowed zone", with(managing({"*"}), {}, {lab}), "x.lab.example.org",
       RrType::a, false},
      {"record allowed and denied", with(managing({}), {lab}, {lab}), "lab.example.org", RrType::a,
       false},
      {"no flag", with(Permissions{}, {www}), "www.example.org", RrType::a, false},
  };
  for (const auto& c : cases) {
    const auto owner = name(c.owner);
    EXPECT_EQ(
        is_granted({c.grant}, {Right::manage_zones, Extent::record, "example.org", owner, c.type}),
        c.granted)
        << c.about;
  }
}

struct ZoneCase {
  const char* about;
  Permissions grant;
  bool some, zone, whole, every;
};

TEST(Rights, reach_as_far_as_their_rules_say) {
  const ZoneCase cases[] = {
      {"default", managing({"*"}), true, true, true, true},
      {"allowed", managing({"example.org"}), true, true, true, false},
      {"another allowed", managing({"example.net"}), false, false, false, false},
      {"another denied", managing({"*"}, {"example.net"}), true, true, true, false},
      {"records only", with(managing({}), {www}), true, false, false, false},
      {"all but some records", with(managing({"*"}), {}, {lab}), true, true, false, false},
      {"nothing", managing({}), false, false, false, false},
      {"no flag", may({&Permissions::Dns::zones_allow_by_default}), false, false, false, false},
  };
  for (const auto& c : cases) {
    const auto granted = [&](Extent extent) {
      return is_granted({c.grant}, {Right::manage_zones, extent, "example.org"});
    };
    EXPECT_EQ(granted(Extent::some_of_zone), c.some) << c.about;
    EXPECT_EQ(granted(Extent::zone), c.zone) << c.about;
    EXPECT_EQ(granted(Extent::whole_zone), c.whole) << c.about;
    EXPECT_EQ(granted(Extent::every_zone), c.every) << c.about;
  }
}

TEST(Rights, a_denial_names_the_right_and_what_it_does_not_cover) {
  const auto owner = name("www.example.org");
  const Grants grants{managing({"example.net"})};
  EXPECT_EQ(missing(grants, {Right::manage_apikeys}),
            "The right account.manage_apikeys is missing");
  EXPECT_EQ(missing(grants, {Right::manage_zones, Extent::zone, "example.org"}),
            "The right dns.manage_zones does not cover the zone example.org");
  EXPECT_EQ(missing(grants, {Right::manage_zones, Extent::whole_zone, "example.org"}),
            "The right dns.manage_zones does not cover every record of the zone example.org");
  EXPECT_EQ(missing(grants, {Right::view_zones, Extent::record, "example.org", owner, RrType::a}),
            "The right dns.view_zones does not cover www.example.org A in the zone example.org");
  EXPECT_EQ(missing(grants, {Right::manage_zones, Extent::every_zone}),
            "The right dns.manage_zones does not cover every zone");
  EXPECT_EQ(missing({}, {Right::view_zones}), "The right dns.view_zones is missing");
}

TEST(Rights, managing_includes_viewing_and_not_the_other_way_round) {
  EXPECT_TRUE(is_granted({managing({"*"})}, {Right::view_zones, Extent::every_zone}));
  const auto viewing =
      may({&Permissions::Dns::view_zones, &Permissions::Dns::zones_allow_by_default});
  EXPECT_TRUE(is_granted({viewing}, {Right::view_zones, Extent::every_zone}));
  EXPECT_FALSE(is_granted({viewing}, {Right::manage_zones}));
}

TEST(Rights, grants_add_up_each_within_its_own_bounds) {
  auto viewing = may({&Permissions::Dns::view_zones, &Permissions::Dns::zones_allow_by_default});
  const Grants grants{managing({"example.org"}), viewing};
  EXPECT_TRUE(is_granted(grants, {Right::view_zones, Extent::every_zone}));
  EXPECT_TRUE(is_granted(grants, {Right::manage_zones, Extent::whole_zone, "example.org"}));
  EXPECT_FALSE(is_granted(grants, {Right::manage_zones, Extent::zone, "example.net"}));
}

TEST(Rights, all_has_every_right_everywhere) {
  for (int right = 0; right <= static_cast<int>(Right::view_tsig_secrets); ++right) {
    EXPECT_TRUE(is_granted({Permissions::all()}, {static_cast<Right>(right), Extent::every_zone}));
    EXPECT_FALSE(is_granted({Permissions{}}, {static_cast<Right>(right)}));
  }
}

struct GiftCase {
  const char* about;
  Permissions giver, wanted;
  bool fits;
};

TEST(Rights, nobody_gives_what_they_have_not) {
  auto keys = managing({"example.org"});
  keys.account.manage_apikeys = true;
  auto secrets = keys;
  secrets.security.view_tsig_secrets = true;
  const auto viewing_all =
      may({&Permissions::Dns::view_zones, &Permissions::Dns::zones_allow_by_default});
  const GiftCase cases[] = {
      {"everything by everything", Permissions::all(), Permissions::all(), true},
      {"nothing by nothing", {}, {}, true},
      {"the same", keys, keys, true},
      {"a flag that is missing", keys, secrets, false},
      {"a wider zone list", keys, managing({"example.org", "example.net"}), false},
      {"every zone", keys, managing({"*"}), false},
      {"viewing by managing", managing({"*"}), viewing_all, true},
      {"managing by viewing", viewing_all, managing({"*"}), false},
      {"records of an allowed zone", keys, with(managing({}), {www}), true},
      {"records of another zone", managing({"example.net"}), with(managing({}), {www}), false},
      {"all but a zone, without the exception", managing({"*"}, {"example.org"}), managing({"*"}),
       false},
      {"all but a zone, with it", managing({"*"}, {"example.org"}),
       managing({"*"}, {"example.org"}), true},
      {"all but a zone, with a hole", managing({"*"}, {"example.org"}),
       with(managing({"*"}, {"example.org"}), {www}), false},
      {"a denied record forgotten", with(managing({"*"}), {}, {lab}), managing({"example.org"}),
       false},
      {"a denied record kept", with(managing({"*"}), {}, {lab}),
       with(managing({"example.org"}), {}, {lab}), true},
      {"a denied record out of reach", with(managing({"*"}), {}, {lab}), managing({"example.net"}),
       true},
      {"lists without a flag", {}, may({&Permissions::Dns::zones_allow_by_default}), true},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(!exceeds({c.giver}, c.wanted).has_value(), c.fits) << c.about;
  }
}

}  // namespace
}  // namespace zonecast::model
