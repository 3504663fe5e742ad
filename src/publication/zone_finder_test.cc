// SPDX-License-Identifier: GPL-3.0-or-later
#include "publication/zone_finder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "access/sample_clients.h"
#include "zone/zone_builder.h"

namespace zonecast::publication {
namespace {

using access::Operation;
using access::Rule;
using access::testing::acl;
using access::testing::from;
using access::testing::key;
using access::testing::network;
using access::testing::row;
using access::testing::view;
using dns::Name;

Name name(std::string_view text) { return *Name::from_text(text); }

std::shared_ptr<PublishedZone> zone(std::string_view apex, std::string zone_name,
                                    std::uint64_t zone_id) {
  const Name owner = name(apex);
  const Name server = name("ns.example.net.");
  zone::ZoneBuilder builder(owner);
  const base::Bytes soa = dns::make_soa({server, server, dns::Serial(1), 1, 2, 3, 4});
  EXPECT_TRUE(builder.add({owner, dns::RrType::soa, 60, soa}));
  EXPECT_TRUE(builder.add({owner, dns::RrType::ns, 60, server.wire()}));
  auto made = std::make_shared<PublishedZone>();
  made->zone_id = zone_id;
  made->version = std::make_shared<zone::ZoneVersion>(std::move(*builder.build()));
  made->history = std::make_shared<const zone::History>();
  made->set_unusual({.name = std::move(zone_name)});
  return made;
}

std::shared_ptr<const access::Views> views(std::vector<model::View> list,
                                           std::vector<model::Network> networks = {}) {
  return std::make_shared<const access::Views>(
      std::vector{acl("office", {"192.0.2.0/24"}, {}), acl("partner", {}, {"partner.key."})},
      std::move(list), networks);
}

class ZoneFinderTest : public ::testing::Test {
 protected:
  ZoneTable table;
  access::PublishedViews published;
  ZoneFinder finder{table, published};

  std::string found(const PublishedZoneRef& zone) { return zone ? zone->name() : "none"; }
  std::string find(std::string_view apex, const access::Client& client) {
    return found(finder.find(name(apex), client));
  }
  std::string closest(std::string_view qname, const access::Client& client, bool above = false) {
    const auto result = finder.closest(name(qname), client, above);
    return result.zone ? result.zone->name() : std::string(access::name_of(result.hidden_by));
  }
  const access::Client stranger = from("198.51.100.9");
  const access::Client office = from("192.0.2.9");
  const access::Client partner = from("198.51.100.9", key("partner.key."));
};

TEST_F(ZoneFinderTest, without_views_finds_what_the_table_has) {
  table.put(zone("example.org.", "example.org", 1));
  EXPECT_EQ(find("Example.ORG.", stranger), "example.org");
  EXPECT_EQ(find("www.example.org.", stranger), "none");
  EXPECT_EQ(closest("www.example.org.", stranger), "example.org");
  EXPECT_EQ(closest("example.net.", stranger), "no_zone");
}

TEST_F(ZoneFinderTest, gives_each_client_its_own_zone_of_one_fqdn) {
  table.put(zone("example.org.", "public", 1));
  table.put(zone("example.org.", "inside", 2));
  published.publish(views({view("inside", 1, {"office", "partner"}, {"inside"})}));
  EXPECT_EQ(find("example.org.", stranger), "public");
  EXPECT_EQ(find("example.org.", office), "inside");
  EXPECT_EQ(find("example.org.", partner), "inside");
  EXPECT_EQ(closest("www.example.org.", office), "inside");
  EXPECT_EQ(closest("www.example.org.", stranger), "public");
}

TEST_F(ZoneFinderTest, follows_a_change_of_views_at_once) {
  table.put(zone("example.org.", "example.org", 1));
  EXPECT_EQ(find("example.org.", stranger), "example.org");
  published.publish(views({view("inside", 1, {"office"}, {"example.org"})}));
  EXPECT_EQ(find("example.org.", stranger), "none");
  EXPECT_EQ(closest("example.org.", stranger), "no_view_admits");
  EXPECT_EQ(find("example.org.", office), "example.org");
  published.publish(views({}));
  EXPECT_EQ(find("example.org.", stranger), "example.org");
}

TEST_F(ZoneFinderTest, passes_hidden_zones_over_as_if_they_were_not_there) {
  table.put(zone("example.org.", "parent", 1));
  table.put(zone("sub.example.org.", "child", 2));
  published.publish(views({view("inside", 1, {"office"}, {"child"})}));
  EXPECT_EQ(closest("www.sub.example.org.", stranger), "parent");
  EXPECT_EQ(closest("www.sub.example.org.", office), "child");
  EXPECT_EQ(closest("sub.example.org.", office, true), "parent");
}

TEST_F(ZoneFinderTest, asks_where_a_zone_is_served_even_without_views) {
  auto elsewhere = zone("example.org.", "example.org", 1);
  elsewhere->set_unusual({.name = elsewhere->name(),
                          .networks = std::make_shared<const std::vector<std::int64_t>>(1, 7)});
  table.put(elsewhere);
  EXPECT_EQ(closest("example.org.", stranger), "other_network");
  published.publish(views({}, {network(7, {"203.0.113.53:53"})}));
  EXPECT_EQ(closest("example.org.", stranger), "example.org");
  EXPECT_EQ(closest("example.org.", from("192.0.2.1", nullptr, "203.0.113.54:53")),
            "other_network");
}

TEST_F(ZoneFinderTest, decides_by_the_rule) {
  auto open = zone("example.org.", "public", 1);
  open->transfers = std::make_shared<const access::TransferPolicy>(
      model::OutgoingTransfers{.enabled = true, .secondaries = {row("198.51.100.9")}});
  table.put(open);
  auto inside = zone("example.org.", "inside", 2);
  inside->transfers = std::make_shared<const access::TransferPolicy>(
      model::OutgoingTransfers{.enabled = true, .secondaries = {}});
  table.put(inside);
  published.publish(views({view("inside", 1, {"partner"}, {"inside"})}));
  const auto by_address = finder.decide(Operation::transfer, name("example.org."), stranger);
  EXPECT_EQ(by_address.decision.rule, Rule::address_of_row);
  EXPECT_EQ(found(by_address.zone), "public");
  const auto by_key = finder.decide(Operation::transfer, name("example.org."), partner);
  EXPECT_EQ(by_key.decision.rule, Rule::key_of_view);
  EXPECT_EQ(found(by_key.zone), "inside");
  EXPECT_EQ(finder.decide(Operation::transfer, name("example.net."), partner).decision.rule,
            Rule::no_zone);
}

TEST_F(ZoneFinderTest, keeps_a_refusal_with_the_zones_that_list_the_client) {
  auto listed = zone("example.org.", "listed", 1);
  listed->transfers = std::make_shared<const access::TransferPolicy>(
      model::OutgoingTransfers{.enabled = true, .secondaries = {row("192.0.2.1")}});
  table.put(listed);
  const auto alone = finder.concerned(name("example.org."), stranger);
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_EQ(alone[0].second, -1);
  table.put(zone("example.org.", "other", 2));
  EXPECT_TRUE(finder.concerned(name("example.org."), stranger).empty());
  const auto one = finder.concerned(name("example.org."), from("192.0.2.1"));
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].first->name(), "listed");
  EXPECT_EQ(one[0].second, 0);
}

TEST_F(ZoneFinderTest, never_shows_a_zone_without_the_views_it_was_published_with) {
  table.put(zone("example.org.", "public", 2));
  const auto inside = zone("example.org.", "inside", 1);
  const auto with = views({view("inside", 1, {"office"}, {"inside"})});
  const auto without = views({});
  std::atomic<bool> done = false;
  std::jthread reader([&] {
    ZoneFinder mine(table, published);
    const Name apex = name("example.org.");
    while (!done) {
      const auto seen = mine.find(apex, stranger);
      // Without its view the other zone, being the first made, would be everybody's.
      ASSERT_NE(seen, nullptr);
      ASSERT_EQ(seen->name(), "public");
    }
  });
  for (int i = 0; i < 2000; ++i) {
    published.publish(with);
    table.put(inside);
    table.remove(inside->version->apex(), 1);
    published.publish(without);
  }
  done = true;
}

}  // namespace
}  // namespace zonecast::publication
