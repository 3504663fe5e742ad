// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/access_json.h"

#include <gtest/gtest.h>

namespace zonecast::control {
namespace {

TEST(AccessJson, gives_an_acl_back) {
  model::Acl acl;
  acl.name = "office \"8\"";
  EXPECT_EQ(acl_to_json(acl), "{}");
  acl.src_prefixes = {*base::IpPrefix::parse("192.0.2.0/24"),
                      *base::IpPrefix::parse("2001:db8::1")};
  acl.tsig_keys = {*dns::Name::from_text("Partner.key.")};
  acl.gss_tsig_identities = {"host/ns1@EXAMPLE.ORG"};
  acl.created_at = 1'700'000'000;
  acl.updated_at = 1'700'000'001;
  const auto back = acl_from_json(acl.name, acl_to_json(acl));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, acl);
}

TEST(AccessJson, gives_a_view_back) {
  model::View view;
  view.name = "inside";
  view.read_acls = {"office", "partner"};
  view.update_acls = {"office"};
  view.zones = {"example.org", "inside-example.net"};
  view.networks = {0, 7};
  view.preference = 4'000'000'000;
  view.created_at = 1;
  view.updated_at = 2;
  const auto back = view_from_json("inside", view_to_json(view));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, view);
}

TEST(AccessJson, gives_a_network_back) {
  model::Network network;
  network.id = 7;
  network.name = "edge";
  network.label = "The Edge";
  network.listen = {*base::SocketAddress::parse("192.0.2.1:53"),
                    *base::SocketAddress::parse("[2001:db8::1]:53")};
  network.source_v4 = base::IpAddress::parse("192.0.2.2");
  network.source_v6 = base::IpAddress::parse("2001:db8::2");
  network.offers_views = false;
  const auto back = network_from_json("7", network_to_json(network));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, network);
}

TEST(AccessJson, says_what_it_cannot_read) {
  EXPECT_EQ(acl_from_json("a", "{\"prefixes\": []}").error().message,
            "acl: prefixes is an unknown member");
  EXPECT_EQ(acl_from_json("a", "{\"src_prefixes\": [\"192.0.2.1/8\"]}").error().message,
            "acl: src_prefixes has what is no prefix");
  EXPECT_EQ(view_from_json("v", "{\"preference\": -1}").error().message,
            "view: preference is out of range");
  EXPECT_EQ(view_from_json("v", "[]").error().message, "view is not an object");
  EXPECT_EQ(network_from_json("x", "{}").error().message, "network: its id x is no number");
  EXPECT_EQ(network_from_json("1", "{\"listen\": [\"192.0.2.1\"]}").error().message,
            "network: listen has what is not ADDRESS:PORT");
  EXPECT_FALSE(network_from_json("1", "{\"name\":"));
}

}  // namespace
}  // namespace zonecast::control
