// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/views.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

class ViewsTest : public ::testing::Test {
 protected:
  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  Views& views = bed.view_service;

  void make_zone(const char* zone_name, const char* apex, std::vector<std::string> in_views = {}) {
    ZoneDraft draft;
    if (!in_views.empty()) draft.views = std::move(in_views);
    const auto made = bed.zones.create(zone_name, name(apex), draft, {});
    ASSERT_TRUE(made) << made.error().message;
  }
  static ViewDraft with_zones(std::vector<std::string> zones) {
    ViewDraft draft;
    draft.zones = std::move(zones);
    return draft;
  }
};

TEST_F(ViewsTest, a_view_without_a_preference_comes_behind_all_others) {
  EXPECT_EQ(views.create("a", {}, {})->object.preference, 1U);
  ViewDraft seven;
  seven.preference = 7;
  ASSERT_TRUE(views.create("b", seven, {}));
  EXPECT_EQ(views.create("c", {}, {})->object.preference, 8U);
}

TEST_F(ViewsTest, everything_that_is_not_there_is_told_at_once) {
  ViewDraft draft = with_zones({"absent.example.org"});
  draft.read_acls = Names{"x"};
  draft.update_acls = Names{"y"};
  draft.networks = Numbers{0, 9};
  const auto made = views.create("a", draft, {});
  ASSERT_FALSE(made);
  std::vector<std::string> paths;
  for (const auto& field : made.error().fields) paths.push_back(field.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"read_acls[0]", "update_acls[0]", "networks[1]",
                                             "zones[0]"}));
}

TEST_F(ViewsTest, a_zone_shows_the_views_that_list_it_and_leaves_them_when_it_goes) {
  ASSERT_TRUE(views.create("a", {}, {}));
  ASSERT_TRUE(views.create("b", {}, {}));
  make_zone("example.org", "example.org.", {"b"});
  EXPECT_EQ(bed.zones.get("example.org")->views, std::vector<std::string>{"b"});
  EXPECT_EQ(views.get("b")->object.zones, std::vector<std::string>{"example.org"});
  ASSERT_TRUE(views.update("a", with_zones({"example.org"}), {}));
  EXPECT_EQ(bed.zones.get("example.org")->views, (std::vector<std::string>{"a", "b"}));
  ASSERT_TRUE(bed.zones.remove("example.org", {}));
  EXPECT_TRUE(views.get("a")->object.zones.empty());
  EXPECT_TRUE(views.get("b")->object.zones.empty());
}

TEST_F(ViewsTest, a_view_that_shows_a_zone_is_in_use) {
  ASSERT_TRUE(views.create("a", {}, {}));
  make_zone("example.org", "example.org.", {"a"});
  EXPECT_EQ(views.remove("a", {}).error().message, "View a is used by zone example.org");
}

TEST_F(ViewsTest, no_view_has_two_zones_of_one_fqdn) {
  ASSERT_TRUE(views.create("a", {}, {}));
  ASSERT_TRUE(views.create("b", {}, {}));
  make_zone("example.org", "example.org.");
  make_zone("inside-example.org", "example.org.", {"a"});
  const auto both = views.update("a", with_zones({"inside-example.org", "example.org"}), {});
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().kind, ProblemKind::fqdn_exists);
  // Out of its only view it would stand beside the one that is in none.
  EXPECT_FALSE(views.update("a", with_zones({}), {}));
  // Changing places is fine.
  EXPECT_TRUE(views.update("a", with_zones({"example.org"}), {}));
}

TEST_F(ViewsTest, preferences_are_changed_all_or_none) {
  ASSERT_TRUE(views.create("a", {}, {}));
  ASSERT_TRUE(views.create("b", {}, {}));
  EXPECT_EQ(views.set_preferences({{"a", 5}, {"absent", 6}}, {}).error().message,
            "Resource not found");
  EXPECT_EQ(views.preferences(), (Views::Preferences{{"a", 1}, {"b", 2}}));
  const auto changed = views.set_preferences({{"a", 5}}, {});
  ASSERT_TRUE(changed);
  EXPECT_EQ(*changed, (Views::Preferences{{"a", 5}, {"b", 2}}));
}

}  // namespace
}  // namespace zonecast::control
