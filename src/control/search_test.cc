// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/search.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

using dns::RrType;

class SearchTest : public testing::Test {
 protected:
  SearchTest() {
    for (const auto* zone : {"alpha.example", "beta.example"}) {
      EXPECT_TRUE(bed.zones.create(zone, name(zone), {}, {}));
      EXPECT_TRUE(bed.zones.create_record(
          zone, draft(std::string("www.") + zone, RrType::a, {"192.0.2.1"}), {}));
      EXPECT_TRUE(bed.zones.create_record(
          zone, draft(std::string("txt.") + zone, RrType::txt, {"find Me"}), {}));
    }
  }
  std::vector<std::string> found(const SearchQuery& query) {
    result = bed.zones.search(query);
    std::vector<std::string> out;
    for (const auto& hit : result.hits) {
      out.push_back(hit.record ? dns::to_text_undotted(hit.record->owner) + "/" +
                                     dns::to_text(hit.record->type)
                               : hit.zone.settings->name);
    }
    return out;
  }
  using Names = std::vector<std::string>;

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  SearchResult result;
};

TEST_F(SearchTest, finds_zones_by_a_part_of_their_name) {
  EXPECT_EQ(found({.text = "ALPHA", .zones = true}), (Names{"alpha.example"}));
  EXPECT_EQ(found({.text = "beta.example.", .zones = true}), (Names{"beta.example"}));
}

TEST_F(SearchTest, finds_records_by_owner_and_by_answer) {
  EXPECT_EQ(found({.text = "www", .owners = true}),
            (Names{"www.alpha.example/A", "www.beta.example/A"}));
  EXPECT_EQ(found({.text = "find me", .answers = true}),
            (Names{"txt.alpha.example/TXT", "txt.beta.example/TXT"}));
  EXPECT_EQ(found({.text = "192.0.2.1", .owners = true}), Names{});
  EXPECT_EQ(found({.text = "192.0.2.1", .answers = true}).size(), 2U);
}

TEST_F(SearchTest, keeps_one_page_and_counts_all) {
  const SearchQuery query{.text = "example", .zones = true, .owners = true, .count_max = 3};
  EXPECT_EQ(found(query).size(), 3U);
  EXPECT_EQ(result.total, 8U);
  auto rest = query;
  rest.skip = 6;
  EXPECT_EQ(found(rest), (Names{"txt.beta.example/TXT", "www.beta.example/A"}));
}

TEST_F(SearchTest, what_is_not_seen_does_not_count) {
  SearchQuery query{.text = "example", .zones = true, .owners = true};
  query.is_seen = [](const std::string& zone, const dns::Name* owner, RrType type) {
    return zone == "beta.example" && (owner == nullptr || type == RrType::txt);
  };
  EXPECT_EQ(found(query), (Names{"beta.example", "txt.beta.example/TXT"}));
  EXPECT_EQ(result.total, 2U);
}

}  // namespace
}  // namespace zonecast::control
