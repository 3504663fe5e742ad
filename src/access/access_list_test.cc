// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/access_list.h"

#include <gtest/gtest.h>

#include "access/sample_clients.h"

namespace zonecast::access {
namespace {

using testing::from;
using testing::key;
using testing::name;

AccessList list(std::vector<const char*> prefixes, std::vector<const char*> keys,
                std::vector<std::string> identities = {}) {
  return AccessList(
      testing::acl("office", std::move(prefixes), std::move(keys), std::move(identities)));
}

TEST(AccessList, an_empty_list_matches_nobody) {
  EXPECT_FALSE(list({}, {}).matches(from("192.0.2.1")));
  EXPECT_FALSE(list({}, {}).matches(from("192.0.2.1", key("ns1.key."))));
}

TEST(AccessList, prefixes_alone_match_by_address_signed_or_not) {
  const auto office = list({"192.0.2.0/24", "2001:db8::/32"}, {});
  EXPECT_TRUE(office.matches(from("192.0.2.7")));
  EXPECT_TRUE(office.matches(from("192.0.2.7", key("any.key."))));
  EXPECT_TRUE(office.matches(from("2001:db8:1::7")));
  EXPECT_FALSE(office.matches(from("198.51.100.7")));
  EXPECT_FALSE(office.matches(from("2001:db9::7")));
  EXPECT_FALSE(office.asks_key());
}

TEST(AccessList, keys_alone_match_from_any_address_in_any_letter_case) {
  const auto office = list({}, {"ns1.key.", "ns2.key."});
  EXPECT_TRUE(office.matches(from("198.51.100.7", key("NS2.Key."))));
  EXPECT_FALSE(office.matches(from("198.51.100.7", key("ns3.key."))));
  EXPECT_FALSE(office.matches(from("198.51.100.7")));
  EXPECT_TRUE(office.asks_key());
}

TEST(AccessList, a_key_that_is_rolled_over_to_is_listed_with_the_old_one) {
  const auto next = std::make_shared<const dns::TsigKey>(*key("next.key."), name("ns1.key."));
  EXPECT_TRUE(list({}, {"ns1.key."}).matches(from("192.0.2.1", next)));
  EXPECT_FALSE(list({}, {"ns2.key."}).matches(from("192.0.2.1", next)));
}

TEST(AccessList, prefixes_and_keys_want_one_of_each) {
  const auto office = list({"192.0.2.0/24", "198.51.100.1"}, {"ns1.key.", "ns2.key."});
  EXPECT_TRUE(office.matches(from("192.0.2.7", key("ns1.key."))));
  EXPECT_TRUE(office.matches(from("198.51.100.1", key("ns2.key."))));
  EXPECT_FALSE(office.matches(from("192.0.2.7")));
  EXPECT_FALSE(office.matches(from("192.0.2.7", key("ns3.key."))));
  EXPECT_FALSE(office.matches(from("203.0.113.7", key("ns1.key."))));
}

TEST(AccessList, an_identity_that_cannot_be_verified_matches_nobody) {
  EXPECT_FALSE(list({}, {}, {"host/ns1@EXAMPLE.ORG"}).matches(from("192.0.2.1")));
  // Prefixes beside it must not open what was meant to want an identity too.
  EXPECT_FALSE(list({"192.0.2.0/24"}, {}, {"host/ns1@EXAMPLE.ORG"}).matches(from("192.0.2.1")));
  EXPECT_TRUE(
      list({}, {"ns1.key."}, {"host/ns1@EXAMPLE.ORG"}).matches(from("192.0.2.1", key("ns1.key."))));
}

TEST(AccessList, a_key_matches_for_the_one_it_is_rolled_over_from_or_to) {
  const auto office = list({}, {"old.key."});
  const auto rolled = std::make_shared<const dns::TsigKey>(
      *key("new.key."), std::optional(testing::name("old.key.")));
  EXPECT_TRUE(office.matches(from("192.0.2.1", rolled)));
  EXPECT_FALSE(office.matches(from("192.0.2.1", key("new.key."))));
}

}  // namespace
}  // namespace zonecast::access
