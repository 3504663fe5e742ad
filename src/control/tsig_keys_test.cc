// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/tsig_keys.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

class TsigKeysTest : public ::testing::Test {
 protected:
  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  TsigKeys& keys = bed.tsig_keys;
  const dns::Name key = name("k.example.org.");

  static KeyDraft draft(base::Bytes secret) {
    KeyDraft out;
    out.algorithm = dns::TsigAlgorithm::hmac_sha512;
    out.secret = std::move(secret);
    return out;
  }
  void use_in_zone(const char* zone, const char* ip) {
    SecondaryDraft row;
    row.address = *base::IpPrefix::parse(ip);
    row.notify = true;
    row.tsig_intent = SecondaryDraft::TsigIntent::set;
    row.tsig = SecondaryDraft::Tsig{true, keys.get(key)->algorithm, key, {}, {}};
    ZoneDraft zone_draft;
    zone_draft.transfers_enabled = true;
    zone_draft.secondaries.emplace({row});
    ASSERT_TRUE(bed.zones.create(zone, name(zone), zone_draft, {}));
  }
};

TEST_F(TsigKeysTest, a_key_is_in_the_ring_with_the_answer) {
  const auto made = keys.create(key, draft({1, 2, 3}), {});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->created_at, 1'700'000'000);
  ASSERT_NE(bed.keys.find(name("K.Example.ORG.")), nullptr);
  EXPECT_EQ(keys.get(key)->version, made->version);
  EXPECT_EQ(keys.create(key, draft({1}), {}).error().message, "conflicts with existing resource");
}

TEST_F(TsigKeysTest, a_secret_is_made_as_long_as_the_digest) {
  KeyDraft wanted;
  wanted.algorithm = dns::TsigAlgorithm::hmac_sha512;
  wanted.generate = true;
  const auto made = keys.create(key, wanted, {});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->secret.size(), 64U);
  const auto again = keys.update(key, wanted, {});
  ASSERT_TRUE(again);
  EXPECT_NE(again->secret, made->secret);
  EXPECT_FALSE(keys.create(name("l.example.org."), {}, {}));
}

TEST_F(TsigKeysTest, what_an_update_leaves_out_stays_and_without_effect_it_is_no_commit) {
  const auto made = keys.create(key, draft({1, 2, 3}), {});
  EXPECT_EQ(keys.update(key, {}, {})->version, made->version);
  KeyDraft changed;
  changed.secret = base::Bytes{9};
  EXPECT_EQ(keys.update(key, changed, {})->algorithm, dns::TsigAlgorithm::hmac_sha512);
  EXPECT_EQ(keys.update(name("absent."), changed, {}).error().message, "Resource not found");
}

TEST_F(TsigKeysTest, users_are_told_and_keep_it) {
  ASSERT_TRUE(keys.create(key, draft({1, 2, 3}), {}));
  use_in_zone("example.org", "192.0.2.1");
  use_in_zone("example.net", "192.0.2.1");
  AclDraft acl;
  acl.tsig_keys.emplace({key});
  ASSERT_TRUE(bed.acls.create("office", acl, {}));
  const auto users = keys.users(key);
  EXPECT_EQ(users.zones, (std::vector<std::string>{"example.net", "example.org"}));
  EXPECT_EQ(users.secondaries, 2U);
  EXPECT_EQ(users.acls, (std::vector<std::string>{"office"}));
  EXPECT_EQ(keys.remove(key, {}).error().message,
            "Key k.example.org. is used by zone example.net, zone example.org, ACL office");
}

TEST_F(TsigKeysTest, an_unused_one_goes) {
  ASSERT_TRUE(keys.create(key, draft({1, 2, 3}), {}));
  ASSERT_TRUE(keys.remove(key, {}));
  EXPECT_EQ(bed.keys.find(key), nullptr);
  EXPECT_FALSE(keys.get(key));
}

TEST_F(TsigKeysTest, are_listed_by_name_a_page_at_a_time) {
  for (const auto* each : {"b.example.org.", "a.example.org.", "c.example.org."})
    ASSERT_TRUE(keys.create(name(each), draft({1}), {}));
  const auto first = keys.list({}, 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].key.name, name("a.example.org."));
  const auto second = keys.list(first[1].key.name, 2);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].key.name, name("c.example.org."));
}

TEST_F(TsigKeysTest, keep_their_version_over_a_restart) {
  store::Position version = 0;
  const TemporaryDirectory kept;
  {
    ControlTestBed before(kept.path());
    version = before.tsig_keys.create(key, draft({1, 2, 3}), {})->version;
  }
  ControlTestBed after(kept.path());
  EXPECT_EQ(after.tsig_keys.get(key)->version, version);
  EXPECT_EQ(after.tsig_keys.get(key)->created_at, 1'700'000'000);
}

}  // namespace
}  // namespace zonecast::control
