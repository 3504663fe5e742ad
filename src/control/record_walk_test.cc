// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/record_walk.h"

#include <gtest/gtest.h>

#include <set>

#include "zone/zone_builder.h"

namespace zonecast::control {
namespace {

using dns::RrType;

/// A zone of many blocks, with one owner that is cut over several of them.
zone::ZoneVersion large_zone() {
  const auto apex = *dns::Name::from_text("example.org");
  zone::ZoneBuilder builder(apex);
  dns::SoaView soa;
  soa.mname = apex;
  soa.rname = apex;
  const auto add = [&](const std::string& owner, RrType type, base::ByteView rdata) {
    ASSERT_TRUE(builder.add({*dns::Name::from_text(owner), type, 300, rdata}));
  };
  add("example.org", RrType::soa, dns::make_soa(soa));
  add("example.org", RrType::ns, apex.wire());
  for (std::uint8_t i = 0; i < 200; ++i) {
    const auto host = "h" + std::to_string(i) + ".example.org";
    add(host, RrType::a, base::Bytes{192, 0, 2, i});
    if (i % 3 == 0) add(host, RrType::txt, base::Bytes{1, 'x'});
    base::Bytes text(201, 'y');
    text[0] = 200;
    text[1] = i;
    add("many.example.org", RrType::txt, text);
  }
  auto built = builder.build();
  EXPECT_TRUE(built.has_value());
  return std::move(*built);
}

std::string text_of(const RecordPosition& position) {
  return dns::to_text(position.owner) + "/" + dns::to_text(position.type);
}

std::vector<std::string> walked(const zone::ZoneVersion& version,
                                const std::optional<RecordPosition>& after,
                                const std::optional<RecordPosition>& last) {
  std::vector<std::string> out;
  for_each_rrset(version, after, [&](const std::vector<dns::Record>& rrset) {
    out.push_back(text_of({rrset.front().owner, rrset.front().type}));
    return !last || out.back() != text_of(*last);
  });
  return out;
}

TEST(RecordWalk, meets_each_rrset_whole_and_once_without_the_soa) {
  const auto version = large_zone();
  std::size_t records = 0;
  std::set<std::string> seen;
  for_each_rrset(version, {}, [&](const std::vector<dns::Record>& rrset) {
    EXPECT_TRUE(seen.insert(text_of({rrset.front().owner, rrset.front().type})).second);
    records += rrset.size();
    return true;
  });
  EXPECT_EQ(records, version.record_count() - 1);
  EXPECT_EQ(seen.size(), 1 + 200 + 67 + 1U);
  EXPECT_FALSE(seen.contains("example.org./SOA"));
}

TEST(RecordWalk, meets_each_type_of_an_owner_once_and_stops_when_told) {
  const auto version = large_zone();
  const auto types = [&](const char* owner, std::size_t most) {
    std::vector<RrType> out;
    const auto whole = for_each_type(version.seek(*dns::Name::from_text(owner)), [&](RrType type) {
      out.push_back(type);
      return out.size() < most;
    });
    EXPECT_EQ(whole, out.size() < most);
    return out;
  };
  EXPECT_EQ(types("example.org", 9), std::vector{RrType::ns});
  EXPECT_EQ(types("h3.example.org", 9), (std::vector{RrType::a, RrType::txt}));
  EXPECT_EQ(types("h3.example.org", 1), std::vector{RrType::a});
  EXPECT_EQ(types("many.example.org", 9), std::vector{RrType::txt});
}

TEST(RecordWalk, pages_of_any_size_cover_the_zone_once) {
  const auto version = large_zone();
  const auto whole = walked(version, {}, {});
  for (const std::size_t count : {1U, 2U, 3U, 7U, 100U, 268U, 269U, 270U, 5000U}) {
    std::vector<std::string> pages;
    std::optional<RecordPosition> after;
    do {
      const auto last = end_of_page(version, after, count);
      const auto page = walked(version, after, last);
      EXPECT_LE(page.size(), count);
      pages.insert(pages.end(), page.begin(), page.end());
      after = last;
    } while (after);
    EXPECT_EQ(pages, whole) << count;
  }
}

TEST(RecordWalk, starts_behind_a_record_that_is_not_there) {
  const auto version = large_zone();
  const auto page =
      walked(version, RecordPosition{*dns::Name::from_text("h10x.example.org"), RrType::a}, {});
  EXPECT_EQ(page.front(), "h11.example.org./A");
  const auto between =
      walked(version, RecordPosition{*dns::Name::from_text("H12.example.org"), RrType::ns}, {});
  EXPECT_EQ(between.front(), "h12.example.org./TXT");
}

TEST(RecordWalk, takes_a_position_outside_the_zone_for_the_start) {
  const auto version = large_zone();
  const RecordPosition outside{*dns::Name::from_text("example.net"), RrType::a};
  EXPECT_EQ(walked(version, outside, {}), walked(version, {}, {}));
}

}  // namespace
}  // namespace zonecast::control
