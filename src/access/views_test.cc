// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/views.h"

#include <gtest/gtest.h>

#include "access/sample_clients.h"

namespace zonecast::access {
namespace {

using Kind = Sight::Kind;
using testing::acl;
using testing::from;
using testing::key;
using testing::network;
using testing::view;

std::string seen(const Views& views, std::string_view zone, const Client& client,
                 const std::vector<std::int64_t>* networks = nullptr) {
  const auto sight = views.see({std::string(zone), networks}, client);
  switch (sight.kind) {
    case Kind::in_no_view:
      return "in no view";
    case Kind::in_view:
      return *sight.view + (sight.by_key ? " by key" : " by address");
    case Kind::other_network:
      return "other network";
    case Kind::no_view_admits:
      return "hidden";
  }
  return "?";
}

TEST(Views, without_any_every_zone_is_seen_by_everybody) {
  const Views none;
  EXPECT_TRUE(none.hide_nothing());
  EXPECT_EQ(seen(none, "example.org", from("192.0.2.1")), "in no view");
}

TEST(Views, a_view_without_zones_hides_nothing) {
  const Views idle({acl("all", {"0.0.0.0/0"}, {})}, {view("inside", 1, {"all"}, {})}, {});
  EXPECT_TRUE(idle.hide_nothing());
}

TEST(Views, a_zone_in_views_is_seen_only_by_whom_a_read_acl_admits) {
  const Views views({acl("office", {"192.0.2.0/24"}, {}), acl("partner", {}, {"ns1.key."})},
                    {view("inside", 1, {"office", "partner"}, {"inside.example"})}, {});
  EXPECT_FALSE(views.hide_nothing());
  EXPECT_EQ(seen(views, "inside.example", from("192.0.2.1")), "inside by address");
  EXPECT_EQ(seen(views, "inside.example", from("198.51.100.1", key("ns1.key."))), "inside by key");
  EXPECT_EQ(seen(views, "inside.example", from("192.0.2.1", key("ns1.key."))), "inside by key");
  EXPECT_EQ(seen(views, "inside.example", from("198.51.100.1")), "hidden");
  EXPECT_EQ(seen(views, "inside.example", from("198.51.100.1", key("ns2.key."))), "hidden");
  EXPECT_EQ(seen(views, "example.org", from("198.51.100.1")), "in no view");
}

TEST(Views, a_view_without_acls_or_with_one_that_is_gone_admits_nobody) {
  const Views views(
      {}, {view("bare", 1, {}, {"a.example"}), view("gone", 2, {"gone"}, {"b.example"})}, {});
  EXPECT_EQ(seen(views, "a.example", from("192.0.2.1")), "hidden");
  EXPECT_EQ(seen(views, "b.example", from("192.0.2.1")), "hidden");
}

TEST(Views, are_tried_by_preference_and_the_first_match_wins) {
  const std::vector acls{acl("all", {"0.0.0.0/0"}, {}), acl("partner", {}, {"ns1.key."})};
  const Views views(
      acls,
      {view("late", 20, {"all"}, {"example.org"}), view("early", 10, {"partner"}, {"example.org"}),
       view("elsewhere", 1, {"all"}, {"example.net"})},
      {});
  EXPECT_EQ(seen(views, "example.org", from("192.0.2.1", key("ns1.key."))), "early by key");
  EXPECT_EQ(seen(views, "example.org", from("192.0.2.1")), "late by address");
  const auto early = views.see({"example.org"}, from("192.0.2.1", key("ns1.key.")));
  const auto late = views.see({"example.org"}, from("192.0.2.1"));
  EXPECT_LT(early.rank, late.rank);
  EXPECT_EQ(views.views_of("example.org"), (std::vector<std::string>{"early", "late"}));
  EXPECT_TRUE(views.views_of("example.com").empty());
  EXPECT_LT(late.rank, views.see({"example.com"}, from("192.0.2.1")).rank);
}

TEST(Views, the_network_of_a_listen_address_is_the_one_that_names_it_most_closely) {
  const Views views({}, {},
                    {network(0, {"192.0.2.1:53"}), network(1, {"192.0.2.1:53", "0.0.0.0:5353"}),
                     network(2, {"192.0.2.2:0", "[2001:db8::1]:53"})});
  const auto of = [&](const char* local) {
    return views.network_of(*base::SocketAddress::parse(local));
  };
  EXPECT_EQ(of("192.0.2.1:53"), 1);
  EXPECT_EQ(of("192.0.2.9:5353"), 1);
  EXPECT_EQ(of("192.0.2.2:5353"), 2);  // an address says more than a port
  EXPECT_EQ(of("192.0.2.2:53"), 2);
  EXPECT_EQ(of("[2001:db8::1]:53"), 2);
  EXPECT_EQ(of("[2001:db8::2]:53"), 0);
  EXPECT_EQ(of("192.0.2.1:54"), 0);
}

TEST(Views, a_zone_is_served_on_the_addresses_of_its_networks) {
  const Views views({}, {}, {network(1, {"192.0.2.1:53"}), network(2, {"192.0.2.2:53"})});
  const auto at_0 = from("198.51.100.1", nullptr, "192.0.2.9:53");
  const auto at_1 = from("198.51.100.1", nullptr, "192.0.2.1:53");
  const auto at_2 = from("198.51.100.1", nullptr, "192.0.2.2:53");
  EXPECT_EQ(seen(views, "example.org", at_0), "in no view");
  EXPECT_EQ(seen(views, "example.org", at_1), "other network");
  const std::vector<std::int64_t> first_and_default{0, 1}, second{2}, unknown{7};
  EXPECT_EQ(seen(views, "example.org", at_0, &first_and_default), "in no view");
  EXPECT_EQ(seen(views, "example.org", at_1, &first_and_default), "in no view");
  EXPECT_EQ(seen(views, "example.org", at_2, &first_and_default), "other network");
  EXPECT_EQ(seen(views, "example.org", at_2, &second), "in no view");
  EXPECT_EQ(seen(views, "example.org", at_0, &unknown), "other network");
}

TEST(Views, are_offered_only_where_view_and_network_say_so) {
  const Views views({acl("all", {"0.0.0.0/0"}, {})},
                    {view("here", 1, {"all"}, {"a.example"}, {1}),
                     view("anywhere", 2, {"all"}, {"a.example", "b.example"})},
                    {network(1, {"192.0.2.1:53"}), network(2, {"192.0.2.2:53"}, false)});
  const std::vector<std::int64_t> everywhere{0, 1, 2};
  const auto at = [](const char* local) { return from("198.51.100.1", nullptr, local); };
  EXPECT_EQ(seen(views, "a.example", at("192.0.2.1:53"), &everywhere), "here by address");
  EXPECT_EQ(seen(views, "a.example", at("192.0.2.9:53"), &everywhere), "anywhere by address");
  EXPECT_EQ(seen(views, "a.example", at("192.0.2.2:53"), &everywhere), "hidden");
  EXPECT_EQ(seen(views, "c.example", at("192.0.2.2:53"), &everywhere), "in no view");
}

}  // namespace
}  // namespace zonecast::access
