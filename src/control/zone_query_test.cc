// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_query.h"

#include <gtest/gtest.h>

#include "control/contents_edit.h"

namespace zonecast::control {
namespace {

class ZoneQueryTest : public testing::Test {
 protected:
  void add(const std::string& zone, const std::string& fqdn, std::int64_t updated_at) {
    auto head = std::make_shared<ZoneHead>();
    auto settings = std::make_shared<model::ZoneSettings>();
    settings->name = zone;
    settings->apex = *dns::Name::from_text(fqdn);
    settings->updated_at = updated_at;
    head->contents = *first_contents(settings->apex, {}, {}, model::SerialPolicy::increment, 0);
    head->settings = std::move(settings);
    directory.put(head);
  }
  std::vector<std::string> names(const ZoneQuery& query) {
    last = find_zones(directory, query);
    std::vector<std::string> out;
    for (const auto& head : last.heads) out.push_back(head->settings->name);
    return out;
  }
  using Names = std::vector<std::string>;

  ZoneDirectory directory;
  FoundZones last;
};

TEST_F(ZoneQueryTest, finds_words_in_names_and_fqdns_in_any_case) {
  add("alpha.example", "alpha.example", 1);
  add("beta.example", "beta.example", 2);
  add("inside", "gamma.example", 3);
  EXPECT_EQ(names({.words = "ALPH", .count_max = 9}), (Names{"alpha.example"}));
  EXPECT_EQ(names({.words = "example eta", .count_max = 9}), (Names{"beta.example"}));
  EXPECT_EQ(names({.words = "gamma", .count_max = 9}), (Names{"inside"}));
  EXPECT_EQ(names({.words = "delta", .count_max = 9}), Names{});
  EXPECT_EQ(last.total, 0U);
}

TEST_F(ZoneQueryTest, pages_of_any_order_cover_every_zone_once) {
  for (int i = 0; i < 20; ++i) {
    add("z" + std::to_string(i) + ".example", "z" + std::to_string(i) + ".example", i % 3);
  }
  for (const auto order : {ZoneOrder::name, ZoneOrder::serial, ZoneOrder::records,
                           ZoneOrder::created_at, ZoneOrder::updated_at}) {
    for (const bool descending : {false, true}) {
      const auto whole =
          names({.order = order, .descending = descending, .after = "", .count_max = 100});
      ASSERT_EQ(whole.size(), 20U);
      Names pages;
      ZoneQuery query{.order = order, .descending = descending, .after = "", .count_max = 3};
      do {
        const auto page = names(query);
        EXPECT_EQ(last.total, 20U);
        pages.insert(pages.end(), page.begin(), page.end());
        query.after = last.next;
      } while (!query.after.empty());
      EXPECT_EQ(pages, whole);
    }
  }
}

TEST_F(ZoneQueryTest, what_is_not_seen_does_not_count) {
  add("a.example", "a.example", 1);
  add("b.example", "b.example", 1);
  ZoneQuery query{.count_max = 9};
  query.is_seen = [](const std::string& zone) { return zone == "b.example"; };
  EXPECT_EQ(names(query), (Names{"b.example"}));
  EXPECT_EQ(last.total, 1U);
}

TEST_F(ZoneQueryTest, a_page_begins_behind_a_zone_that_is_gone) {
  add("a.example", "a.example", 30);
  add("b.example", "b.example", 20);
  add("c.example", "c.example", 10);
  ZoneQuery query{.order = ZoneOrder::updated_at, .descending = true, .after = "", .count_max = 2};
  EXPECT_EQ(names(query), (Names{"a.example", "b.example"}));
  query.after = last.next;
  directory.remove("b.example");
  EXPECT_EQ(names(query), (Names{"c.example"}));
}

}  // namespace
}  // namespace zonecast::control
