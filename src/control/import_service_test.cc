// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/import_service.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

std::string zone_file(std::uint32_t serial, const std::string& more = "") {
  return "$TTL 300\n@ IN SOA ns1 hostmaster " + std::to_string(serial) +
         " 60 30 3600 10\n@ NS ns1\nns1 A 192.0.2.1\n" + more;
}

class ImportServiceTest : public testing::Test {
 protected:
  Result<ImportSession::Imported> import(const std::string& text,
                                         const std::string& zone = "example.org") {
    auto session = bed->imports.begin({zone, name(zone), std::nullopt});
    // In pieces, as the network gives them.
    for (std::size_t at = 0; at < text.size(); at += 7) {
      if (!session->feed(std::string_view(text).substr(at, 7))) break;
    }
    return session->finish({});
  }
  TemporaryDirectory directory;
  std::unique_ptr<ControlTestBed> bed = std::make_unique<ControlTestBed>(directory.path());
};

TEST_F(ImportServiceTest, gives_a_new_zone_the_serial_of_its_file) {
  const auto done = import(zone_file(42));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->created);
  EXPECT_EQ(done->zone.contents->serial(), dns::Serial(42));
  EXPECT_EQ(dns::parse_soa(done->zone.contents->soa().rdata)->refresh, 60U);
}

TEST_F(ImportServiceTest, changes_nothing_for_an_equal_file) {
  ASSERT_TRUE(import(zone_file(42)));
  const auto head = bed->store().head();
  const auto again = import(zone_file(42));
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->change);
  EXPECT_EQ(bed->store().head(), head);
}

TEST_F(ImportServiceTest, reads_back_changes_of_an_apex_that_a_file_spelled_otherwise) {
  ASSERT_TRUE(import(zone_file(42)));
  auto session = bed->imports.begin({"example.org", name("example.org"), std::nullopt});
  session->feed(
      "$ORIGIN EXAMPLE.org.\n$TTL 300\n@ SOA ns1 h 50 60 30 3600 10\n@ NS ns2\nns2 A 192.0.2.2\n");
  ASSERT_TRUE(session->finish({}));
  ASSERT_TRUE(import(zone_file(60)));
  const auto records = bed->zones.get("example.org")->contents->record_count();
  bed.reset();
  bed = std::make_unique<ControlTestBed>(directory.path());
  ASSERT_TRUE(bed->loaded);
  EXPECT_EQ(bed->zones.get("example.org")->contents->record_count(), records);
}

TEST_F(ImportServiceTest, takes_a_serial_that_follows_and_else_draws_one) {
  ASSERT_TRUE(import(zone_file(42)));
  const auto newer = import(zone_file(50, "www A 192.0.2.2\n"));
  ASSERT_TRUE(newer);
  EXPECT_EQ(newer->zone.contents->serial(), dns::Serial(50));
  EXPECT_EQ(newer->change->added, 1U);
  const auto older = import(zone_file(10, "www A 192.0.2.3\n"));
  ASSERT_TRUE(older);
  EXPECT_TRUE(older->zone.contents->serial().follows(dns::Serial(50)));
  EXPECT_EQ(older->change->added, 1U);
  EXPECT_EQ(older->change->deleted, 1U);
}

TEST_F(ImportServiceTest, counts_a_newer_serial_alone_as_a_change) {
  ASSERT_TRUE(import(zone_file(42)));
  const auto bumped = import(zone_file(43));
  ASSERT_TRUE(bumped);
  EXPECT_EQ(bumped->zone.contents->serial(), dns::Serial(43));
  EXPECT_EQ(bed->table.find(name("example.org"))->history->since(dns::Serial(42))->size(), 1U);
}

TEST_F(ImportServiceTest, tells_the_line_of_an_error_and_changes_nothing) {
  ASSERT_TRUE(import(zone_file(42)));
  const auto wrong = import(zone_file(43, "www A 192.0.2\n"));
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("line 5"), std::string::npos) << wrong.error().message;
  EXPECT_EQ(bed->zones.get("example.org")->contents->serial(), dns::Serial(42));
}

TEST_F(ImportServiceTest, refuses_include_and_data_out_of_the_zone) {
  for (const auto* text :
       {"$INCLUDE other\n", "www.example.net. A 192.0.2.1\n", "w CNAME a\nw A 192.0.2.1\n"}) {
    const auto wrong = import(zone_file(1, text));
    ASSERT_FALSE(wrong) << text;
    EXPECT_NE(wrong.error().message.find("line "), std::string::npos) << wrong.error().message;
  }
  EXPECT_EQ(bed->zones.count(), 0U);
}

TEST_F(ImportServiceTest, imports_many_zones_with_their_own_outcome) {
  std::vector<Imports::Item> items;
  for (int i = 0; i < 50; ++i) {
    const auto zone = "z" + std::to_string(i) + ".example.org";
    items.push_back({{zone, name(zone), std::nullopt}, i == 7 ? "nonsense\n" : zone_file(1)});
  }
  const auto done = bed->imports.import_many(std::move(items), {});
  for (int i = 0; i < 50; ++i) EXPECT_EQ(done.at(static_cast<std::size_t>(i)).has_value(), i != 7);
  EXPECT_EQ(bed->zones.count(), 49U);
}

TEST_F(ImportServiceTest, exports_what_can_be_imported_again) {
  ASSERT_TRUE(import(zone_file(42, "Www TXT \"a b\" c\n* MX 10 mail\nx TYPE65280 \\# 2 abcd\n")));
  auto next = bed->imports.export_text(*bed->zones.get("example.org"));
  std::string text;
  while (next(text)) {
  }
  const auto head = bed->store().head();
  const auto again = import(text);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_FALSE(again->change);
  EXPECT_EQ(bed->store().head(), head);
  EXPECT_NE(text.find("Www.example.org."), std::string::npos);
}

TEST_F(ImportServiceTest, replaces_a_zone_as_a_whole_when_nearly_everything_changed) {
  std::string many, others;
  for (int i = 0; i < 60'000; ++i) {
    many += "a" + std::to_string(i) + " A 192.0.2.1\n";
    others += "b" + std::to_string(i) + " A 192.0.2.1\n";
  }
  ASSERT_TRUE(import(zone_file(1, many)));
  const auto replaced = import(zone_file(2, others));
  ASSERT_TRUE(replaced) << replaced.error().message;
  EXPECT_EQ(replaced->zone.contents->serial(), dns::Serial(2));
  bed.reset();
  bed = std::make_unique<ControlTestBed>(directory.path());
  EXPECT_EQ(bed->zones.get("example.org")->contents->serial(), dns::Serial(2));
  EXPECT_EQ(bed->zones.get("example.org")->contents->record_count(), 60'003U);
}

}  // namespace
}  // namespace zonecast::control
