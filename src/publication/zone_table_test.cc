// SPDX-License-Identifier: GPL-3.0-or-later
#include "publication/zone_table.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "zone/zone_builder.h"

namespace zonecast::publication {
namespace {

using dns::Name;

PublishedZoneRef zone_named(std::string_view apex, std::uint64_t zone_id = 0) {
  const Name name = *Name::from_text(apex);
  const Name server = *Name::from_text("ns.example.net.");
  zone::ZoneBuilder builder(name);
  const base::Bytes soa = dns::make_soa({server, server, dns::Serial(1), 1, 2, 3, 4});
  EXPECT_TRUE(builder.add({name, dns::RrType::soa, 60, soa}));
  EXPECT_TRUE(builder.add({name, dns::RrType::ns, 60, server.wire()}));
  auto zone = std::make_shared<PublishedZone>();
  zone->zone_id = zone_id;
  zone->version = std::make_shared<zone::ZoneVersion>(std::move(*builder.build()));
  return zone;
}

std::string closest(const ZoneTable& table, std::string_view qname, bool above_cut = false) {
  const PublishedZoneRef zone = table.closest(*Name::from_text(qname), above_cut);
  return zone ? dns::to_text(zone->version->apex()) : "none";
}

TEST(ZoneTable, finds_a_zone_by_its_apex_without_regard_to_case) {
  ZoneTable table;
  table.put(zone_named("Example.org."));
  EXPECT_NE(table.find(*Name::from_text("eXample.ORG.")), nullptr);
  EXPECT_EQ(table.find(*Name::from_text("www.example.org.")), nullptr);
  EXPECT_EQ(table.find(*Name::from_text("org.")), nullptr);
}

TEST(ZoneTable, gives_the_zone_with_the_longest_apex) {
  ZoneTable table;
  table.put(zone_named("example.org."));
  table.put(zone_named("sub.example.org."));
  EXPECT_EQ(closest(table, "example.org."), "example.org.");
  EXPECT_EQ(closest(table, "a.b.example.org."), "example.org.");
  EXPECT_EQ(closest(table, "a.sub.example.org."), "sub.example.org.");
  EXPECT_EQ(closest(table, "example.net."), "none");
  EXPECT_EQ(closest(table, "."), "none");
  table.put(zone_named("."));
  EXPECT_EQ(closest(table, "example.net."), ".");
  EXPECT_EQ(closest(table, "."), ".");
}

TEST(ZoneTable, passes_over_the_zone_of_the_name_itself_when_its_parent_is_here) {
  ZoneTable table;
  table.put(zone_named("sub.example.org."));
  EXPECT_EQ(closest(table, "sub.example.org.", true), "sub.example.org.");
  table.put(zone_named("example.org."));
  EXPECT_EQ(closest(table, "sub.example.org.", true), "example.org.");
  EXPECT_EQ(closest(table, "a.sub.example.org.", true), "sub.example.org.");
}

TEST(ZoneTable, replaces_and_removes) {
  ZoneTable table;
  table.put(zone_named("example.org.", 1));
  const PublishedZoneRef next = zone_named("EXAMPLE.org.", 1);
  table.put(next);
  EXPECT_EQ(table.size(), 1U);
  EXPECT_EQ(table.find(*Name::from_text("example.org.")), next);
  table.remove(*Name::from_text("example.org."), 7);
  EXPECT_EQ(table.size(), 1U);
  table.remove(*Name::from_text("example.ORG."), 1);
  table.remove(*Name::from_text("example.org."), 1);
  EXPECT_EQ(table.size(), 0U);
  EXPECT_EQ(closest(table, "example.org."), "none");
}

TEST(ZoneTable, holds_several_zones_of_one_apex) {
  ZoneTable table;
  const Name apex = *Name::from_text("example.org.");
  const auto ids = [&] {
    std::vector<std::uint64_t> out;
    for (const auto& zone : table.find_all(apex)) out.push_back(zone->zone_id);
    return out;
  };
  for (const std::uint64_t id : {5, 3, 9}) table.put(zone_named("example.org.", id));
  EXPECT_EQ(ids(), (std::vector<std::uint64_t>{3, 5, 9}));
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(table.find(apex)->zone_id, 3U);
  const auto last = [](std::span<const PublishedZoneRef> zones) {
    return static_cast<int>(zones.size()) - 1;
  };
  const auto none = [](std::span<const PublishedZoneRef>) { return -1; };
  EXPECT_EQ(table.find(apex, last)->zone_id, 9U);
  EXPECT_EQ(table.find(apex, none), nullptr);
  EXPECT_EQ(table.closest(*Name::from_text("www.example.org."), false, last)->zone_id, 9U);

  const PublishedZoneRef next = zone_named("example.org.", 5);
  table.put(next);
  EXPECT_EQ(table.find_all(apex)[1], next);
  std::multiset<std::uint64_t> seen;
  table.for_each([&](const PublishedZoneRef& zone) { seen.insert(zone->zone_id); });
  EXPECT_EQ(seen, (std::multiset<std::uint64_t>{3, 5, 9}));

  table.remove(apex, 3);
  table.remove(apex, 4);
  EXPECT_EQ(ids(), (std::vector<std::uint64_t>{5, 9}));
  EXPECT_EQ(table.find(apex)->zone_id, 5U);
  table.remove(apex, 9);
  EXPECT_EQ(ids(), (std::vector<std::uint64_t>{5}));
  table.put(zone_named("example.org.", 5));
  table.remove(apex, 5);
  EXPECT_EQ(table.size(), 0U);
  EXPECT_EQ(closest(table, "example.org."), "none");
}

TEST(ZoneTable, lists_every_zone_and_lets_the_receiver_change_it) {
  ZoneTable table;
  for (int i = 0; i < 200; ++i) table.put(zone_named("z" + std::to_string(i) + ".example.org."));
  std::set<std::string> seen;
  table.for_each([&](const PublishedZoneRef& zone) {
    seen.insert(dns::to_text(zone->version->apex()));
    table.remove(zone->version->apex(), zone->zone_id);
  });
  EXPECT_EQ(seen.size(), 200U);
  EXPECT_EQ(table.size(), 0U);
}

TEST(ZoneTable, takes_readers_and_a_writer_at_once) {
  ZoneTable table;
  table.put(zone_named("example.org.", 1));
  const PublishedZoneRef child = zone_named("sub.example.org.", 2);
  const Name qname = *Name::from_text("www.sub.example.org.");
  std::atomic<bool> done = false;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done) EXPECT_NE(table.closest(qname), nullptr);
    });
  }
  for (int i = 0; i < 2000; ++i) {
    table.put(child);
    table.remove(child->version->apex(), child->zone_id);
  }
  done = true;
}

}  // namespace
}  // namespace zonecast::publication
