// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/zone_builder.h"

#include <gmock/gmock.h>

#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

using testing::a;
using testing::build;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::line;
using testing::lines_of;
using testing::name;
using testing::ns;
using testing::soa;
using testing::to_name;
using testing::try_build;
using testing::txt;

TEST(ZoneBuilder, puts_records_into_canonical_order_with_the_soa_first) {
  const auto version = build({soa(1), a("www.example.org", 2), a("a.b.example.org", 9),
                              ns("example.org", "ns1.example.org"), a("www.example.org", 1),
                              a("b.example.org", 3), a("example.org", 7)});
  EXPECT_THAT(
      lines_of(version),
      ElementsAre(line(soa(1).view()), line(a("example.org", 7).view()),
                  line(ns("example.org", "ns1.example.org").view()),
                  line(a("b.example.org", 3).view()), line(a("a.b.example.org", 9).view()),
                  line(a("www.example.org", 1).view()), line(a("www.example.org", 2).view())));
  EXPECT_EQ(testing::broken_promise(version), "");
  EXPECT_EQ(version.block_count(), 1u);
  EXPECT_EQ(version.serial(), dns::Serial(1));
}

TEST(ZoneBuilder, keeps_letter_case_and_the_first_spelling_of_an_owner) {
  const auto version = build({soa(1), ns("example.org", "NS1.Example.ORG"), a("WWW.example.org", 1),
                              a("b.example.org", 1), a("www.example.org", 2)});
  EXPECT_EQ(lines_of(version)[1], line(ns("example.org", "NS1.Example.ORG").view()));
  EXPECT_EQ(lines_of(version)[3], line(a("WWW.example.org", 1).view()));
  EXPECT_EQ(lines_of(version)[4], line(a("WWW.example.org", 2).view()));
}

TEST(ZoneBuilder, spells_the_apex_as_the_soa_does) {
  const auto version = build({soa(1, "Example.org"), ns("example.org", "ns1.example.org")});
  EXPECT_EQ(dns::to_text(version.apex()), "Example.org.");
  EXPECT_EQ(testing::broken_promise(version), "");
}

TEST(ZoneBuilder, drops_duplicates_that_differ_in_letter_case_only) {
  const auto version = build(
      {soa(1), ns("example.org", "ns1.example.org"), ns("example.org", "NS1.example.org"), soa(1)});
  EXPECT_THAT(lines_of(version),
              ElementsAre(line(soa(1).view()), line(ns("example.org", "ns1.example.org").view())));
}

TEST(ZoneBuilder, gives_an_rrset_its_lowest_ttl) {
  const auto version = build({soa(1), ns("example.org", "ns1.example.org"),
                              a("www.example.org", 1, 600), a("www.example.org", 2, 60),
                              a("www.example.org", 2, 30), txt("www.example.org", 5, 'x', 900)});
  EXPECT_EQ(find_rrset(version, name("www.example.org"), dns::RrType::a)[0].ttl, 30u);
  EXPECT_EQ(find_rrset(version, name("www.example.org"), dns::RrType::a)[1].ttl, 30u);
  EXPECT_EQ(find_rrset(version, name("www.example.org"), dns::RrType::txt)[0].ttl, 900u);
}

TEST(ZoneBuilder, lets_signatures_of_one_owner_have_different_ttls) {
  const auto signature = [](std::uint8_t covered, std::uint32_t ttl) {
    base::Bytes rdata{0, covered, 8, 2, 0, 0, 1, 44, 0, 0, 0, 1, 0, 0, 0, 1, 0, 7};
    base::append(rdata, name("example.org").wire());
    rdata.insert(rdata.end(), 64, 0xAA);
    return dns::Record(name("www.example.org"), dns::RrType::rrsig, ttl, rdata);
  };
  const auto version = build({soa(1), ns("example.org", "ns1.example.org"), a("www.example.org", 1),
                              signature(1, 300), signature(16, 900)});
  const auto signatures = find_rrset(version, name("www.example.org"), dns::RrType::rrsig);
  ASSERT_EQ(signatures.size(), 2u);
  EXPECT_EQ(signatures[0].ttl, 300u);
  EXPECT_EQ(signatures[1].ttl, 900u);
}

TEST(ZoneBuilder, names_the_record_and_line_that_stand_beside_a_cname) {
  ZoneBuilder builder(name("example.org"));
  ASSERT_TRUE(builder.add(soa(1).view(), 1));
  ASSERT_TRUE(builder.add(ns("example.org", "ns1.example.org").view(), 2));
  ASSERT_TRUE(builder.add(to_name("www.example.org", dns::RrType::cname, "example.org").view(), 3));
  ASSERT_TRUE(builder.add(a("www.example.org", 1).view(), 4));
  const auto built = builder.build();
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().message, "www.example.org. CNAME: other data stands beside it (A)");
  EXPECT_EQ(built.error().line, 3u);
}

TEST(ZoneBuilder, refuses_what_is_wrong_with_a_record_alone_and_goes_on) {
  ZoneBuilder builder(name("example.org"));
  ASSERT_TRUE(builder.add(soa(1).view(), 1));
  const auto refused = builder.add(a("www.example.com", 1).view(), 7);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "www.example.com. A: it is not within the zone example.org.");
  EXPECT_EQ(refused.error().line, 7u);
  EXPECT_FALSE(builder.add(soa(2).view(), 8));
  EXPECT_FALSE(builder.add(soa(1, "sub.example.org").view(), 9));
  EXPECT_FALSE(builder.add({name("example.org"), dns::RrType::any, 1, {}}, 10));
  EXPECT_FALSE(builder.add(txt("example.org", 64'800).view(), 11));
  EXPECT_FALSE(builder.add(a("example.org", 1, 0x8000'0000U).view(), 12));
  ASSERT_TRUE(builder.add(ns("example.org", "ns1.example.org").view(), 13));
  EXPECT_EQ(builder.record_count(), 2u);
  EXPECT_TRUE(builder.build());
}

TEST(ZoneBuilder, wants_an_soa_and_an_ns_rrset_at_the_apex) {
  EXPECT_EQ(try_build({a("example.org", 1)}).error().message, "example.org.: no SOA");
  EXPECT_EQ(try_build({soa(1), ns("sub.example.org", "ns1.example.org")}).error().message,
            "example.org.: no NS RRset at the apex");
}

TEST(ZoneBuilder, refuses_an_rrset_that_bind_cannot_load) {
  std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
  for (std::uint8_t i = 0; i < 70; ++i) records.push_back(txt("big.example.org", 1000, i));
  EXPECT_THAT(try_build(records).error().message,
              HasSubstr("big.example.org. TXT: its RRset takes more than"));
}

TEST(ZoneBuilder, refuses_data_below_a_dname) {
  const auto error = [](const std::vector<dns::Record>& more) {
    std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.net")};
    records.insert(records.end(), more.begin(), more.end());
    const auto built = try_build(records);
    return built ? "" : built.error().message;
  };
  const auto dname = to_name("d.example.org", dns::RrType::dname, "example.net");
  EXPECT_EQ(error({dname, a("d.example.org", 1), a("dd.example.org", 1)}), "");
  EXPECT_EQ(error({a("x.y.d.example.org", 1), dname}),
            "x.y.d.example.org. A: it is below a DNAME (d.example.org.)");
  EXPECT_EQ(error({to_name("example.org", dns::RrType::dname, "example.net")}), "");
  EXPECT_EQ(
      error({to_name("example.org", dns::RrType::dname, "example.net"), a("x.example.org", 1)}),
      "x.example.org. A: it is below a DNAME (example.org.)");
  EXPECT_EQ(error({dname, ns("d.example.org", "ns1.example.net")}),
            "d.example.org. DNAME: an NS RRset stands beside it below the apex");
}

TEST(ZoneBuilder, puts_another_soa_in_the_place_of_the_one_it_got) {
  ZoneBuilder builder(name("example.org"));
  ASSERT_TRUE(builder.add(soa(1).view()));
  ASSERT_TRUE(builder.add(ns("example.org", "ns1.example.org").view()));
  builder.set_soa(soa(17).view());
  EXPECT_EQ(builder.build()->serial(), dns::Serial(17));
}

TEST(ZoneBuilder, is_empty_after_it_has_built) {
  ZoneBuilder builder(name("example.org"));
  ASSERT_TRUE(builder.add(soa(1).view()));
  ASSERT_TRUE(builder.add(ns("example.org", "ns1.example.org").view()));
  ASSERT_TRUE(builder.build());
  EXPECT_EQ(builder.record_count(), 0u);
  EXPECT_FALSE(builder.soa());
}

TEST(ZoneBuilder, keeps_the_apex_alone_in_the_first_block_of_a_larger_zone) {
  std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
  for (int i = 0; i < 2000; ++i)
    records.push_back(a("host" + std::to_string(i * 7919 % 2000) + ".example.org", 1));
  const auto version = build(records);
  EXPECT_EQ(testing::broken_promise(version), "");
  EXPECT_EQ(version.first_block()->record_count(), 2u);
  EXPECT_EQ(version.record_count(), 2002u);
  EXPECT_GT(version.block_count(), 4u);
  EXPECT_LT(version.block_count(), 10u);
}

TEST(ZoneBuilder, goes_on_in_further_blocks_with_an_apex_larger_than_a_message) {
  std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org"),
                                   a("www.example.org", 1)};
  for (std::uint8_t i = 0; i < 60; ++i) records.push_back(txt("example.org", 1000, i));
  for (std::uint8_t i = 0; i < 60; ++i) {
    records.push_back(txt("example.org", 1000, i));
    records.back().type = dns::RrType(65280);
  }
  const auto version = build(records);
  EXPECT_EQ(testing::broken_promise(version), "");
  EXPECT_EQ(version.block_count(), 3u);
  EXPECT_EQ(find_owner(version, name("EXAMPLE.org")).size(), 122u);
  EXPECT_EQ(find_owner(version, name("www.example.org")).size(), 1u);
}

TEST(ZoneBuilder, serves_the_root_zone) {
  auto root = soa(1, "a.");
  root.owner = dns::Name();
  const auto version =
      build({root, ns(".", "a.root-servers.net"), ns("org", "a0.org.afilias-nst.info"),
             ns("arpa", "a.root-servers.net")});
  EXPECT_EQ(testing::broken_promise(version), "");
  EXPECT_EQ(find_rrset(version, name("org"), dns::RrType::ns).size(), 1u);
  EXPECT_EQ(find_rrset(version, name("."), dns::RrType::ns).size(), 1u);
}

/// So many owners that two threads render: half of them right below the apex, half one deeper.
std::vector<dns::Record> many_records() {
  std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
  for (int i = 0; i < 110'000; ++i) {
    const auto owner = "n" + std::to_string(i / 2) + ".example.org";
    records.push_back(a(i % 2 == 0 ? owner : "below." + owner, static_cast<std::uint8_t>(i)));
  }
  return records;
}

TEST(ZoneBuilder, renders_a_large_zone_whole_and_in_order) {
  const auto records = many_records();
  const auto version = build(records);
  EXPECT_EQ(version.record_count(), records.size());
  std::optional<dns::Name> last;
  std::uint64_t count = 0, octets = 0;
  version.for_each([&](const dns::RecordView& record) {
    ++count;
    EXPECT_TRUE(!last || dns::compare(*last, record.owner) <= 0) << dns::to_text(record.owner);
    last = dns::Name(record.owner);
    return !::testing::Test::HasFailure();
  });
  EXPECT_EQ(count, records.size());
  for (std::size_t i = 0; i < version.block_count(); ++i) octets += version.block(i)->body().size();
  EXPECT_EQ(version.body_octets(), octets);
  for (const char* owner : {"n0.example.org", "below.n0.example.org", "below.n54999.example.org"})
    EXPECT_EQ(find_owner(version, name(owner)).size(), 1U) << owner;
}

TEST(ZoneBuilder, tells_the_first_error_of_a_large_zone_and_sees_a_dname_above_it) {
  const auto error = [](const std::vector<dns::Record>& more) {
    auto records = many_records();
    records.insert(records.end(), more.begin(), more.end());
    const auto built = try_build(records);
    return built ? "" : built.error().message;
  };
  const auto late = to_name("n9.example.org", dns::RrType::cname, "example.org");
  const auto early = to_name("n1.example.org", dns::RrType::cname, "example.org");
  EXPECT_EQ(error({late}), "n9.example.org. CNAME: other data stands beside it (A)");
  EXPECT_EQ(error({late, early}), "n1.example.org. CNAME: other data stands beside it (A)");
  EXPECT_EQ(error({to_name("example.org", dns::RrType::dname, "example.net")}),
            "n0.example.org. A: it is below a DNAME (example.org.)");
  EXPECT_EQ(error({to_name("n9.example.org", dns::RrType::dname, "example.net")}),
            "below.n9.example.org. A: it is below a DNAME (n9.example.org.)");
}

TEST(ZoneBuilder, gives_back_what_it_was_given_whatever_the_block_limit) {
  EXPECT_TRUE(rc::check([] {
    const BlockLimits limits{*rc::gen::inRange<std::size_t>(60, 600), 1500};
    std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
    const auto count = *rc::gen::inRange(0, 120);
    for (int i = 0; i < count; ++i) records.push_back(testing::any_record());

    // The model: one spelling per owner, one TTL per RRset, one of each record.
    std::map<std::string, std::string> spelling{
        {dns::to_text(records[0].owner), dns::to_text(records[0].owner)}};
    std::map<std::pair<std::string, dns::RrType>, std::uint32_t> ttl;
    std::map<std::tuple<std::string, dns::RrType, base::Bytes>, base::Bytes> model;
    for (const auto& r : records) {
      const auto owner = dns::to_text(r.owner.lower());
      spelling.try_emplace(owner, dns::to_text(r.owner));
      auto& lowest = ttl.try_emplace({owner, r.type}, r.ttl).first->second;
      lowest = std::min(lowest, r.ttl);
      auto canonical = r.rdata;
      if (dns::compressible_rdata(r.type).names != 0 && r.type != dns::RrType::soa) {
        for (auto& octet : canonical) octet = static_cast<std::uint8_t>(std::tolower(octet));
      }
      model.try_emplace({owner, r.type, canonical}, r.rdata);
    }
    std::multiset<testing::Line> expected;
    for (const auto& [key, rdata] : model) {
      const auto& [owner, type, canonical] = key;
      expected.emplace(spelling[owner], type, ttl[{owner, type}], rdata);
    }

    const auto version = build(records, limits);
    RC_ASSERT(testing::broken_promise(version, limits) == "");
    RC_ASSERT(testing::contents_of(version) == expected);
  }));
}

}  // namespace
}  // namespace zonecast::zone
