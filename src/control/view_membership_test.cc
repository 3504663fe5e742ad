// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/view_membership.h"

#include <gtest/gtest.h>

#include "control/access_json.h"
#include "control/config_service.h"
#include "control/control_test_bed.h"
#include "control/published_access.h"

namespace zonecast::control {
namespace {

using ::testing::Test;

class ViewMembershipTest : public Test {
 protected:
  ViewMembershipTest() {
    model::Acl office;
    office.name = "office";
    office.src_prefixes = {*base::IpPrefix::parse("192.0.2.0/24")};
    put(acl_kind, office.name, acl_to_json(office));
    put_view("inside", 10);
    put_view("lab", 20);
  }

  void put(const char* kind, const std::string& id, const std::string& body) {
    const auto done = configs.change({}, [&](Heads&) -> Result<std::optional<ConfigChange>> {
      return ConfigChange{{{kind, id, body}}, {}, {}};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  void put_view(const std::string& view_name, std::uint32_t preference) {
    model::View view;
    view.name = view_name;
    view.preference = preference;
    view.read_acls = {"office"};
    put(view_kind, view_name, view_to_json(view));
  }
  Result<ZoneState> create(const std::string& zone, std::string_view fqdn,
                           std::optional<std::vector<std::string>> views = std::nullopt) {
    ZoneDraft draft;
    draft.views = std::move(views);
    return bed.zones.create(zone, name(fqdn), draft, {});
  }
  std::vector<std::string> views_of(const std::string& zone) {
    return views_of_zone(control::views_of(bed.configs.list(view_kind)), zone);
  }
  /// Name of the zone of example.org that a client sees; "none".
  std::string seen_from(const char* address) {
    const PublishedAccess access(bed.directory, bed.table, bed.keys, bed.views);
    const auto answer = access.evaluate({.zone = "example.org",
                                         .address = *base::IpAddress::parse(address),
                                         .key = {},
                                         .operation = AccessOperation::query});
    return answer->zone.empty() ? "none" : answer->zone;
  }

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  ConfigService configs{bed.clock, bed.configs, bed.committer};
};

using Names = std::vector<std::string>;

TEST_F(ViewMembershipTest, a_zone_is_made_in_views_and_seen_by_whom_they_admit) {
  ASSERT_TRUE(create("example.org", "example.org."));
  const auto inside = create("inside-example.org", "example.org.", Names{"inside"});
  ASSERT_TRUE(inside) << inside.error().message;
  EXPECT_EQ(views_of("inside-example.org"), Names{"inside"});
  EXPECT_EQ(seen_from("192.0.2.7"), "inside-example.org");
  EXPECT_EQ(seen_from("198.51.100.7"), "example.org");
}

TEST_F(ViewMembershipTest, zones_of_one_fqdn_have_contents_and_serials_of_their_own) {
  ASSERT_TRUE(create("example.org", "example.org."));
  ASSERT_TRUE(create("inside-example.org", "example.org.", Names{"inside"}));
  const auto before = bed.zones.get("example.org")->contents->serial();
  bed.clock.advance(std::chrono::seconds(10));
  ASSERT_TRUE(bed.zones.create_record("inside-example.org",
                                      draft("www.example.org", dns::RrType::a, {"10.0.0.1"}), {}));
  EXPECT_EQ(bed.zones.get("example.org")->contents->serial(), before);
  EXPECT_TRUE(bed.zones.get_record("inside-example.org", "www.example.org", dns::RrType::a));
  EXPECT_FALSE(bed.zones.get_record("example.org", "www.example.org", dns::RrType::a));
}

TEST_F(ViewMembershipTest, zones_of_one_fqdn_must_differ_in_their_views) {
  ASSERT_TRUE(create("example.org", "example.org."));
  const auto second = create("other", "example.org.");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ProblemKind::fqdn_exists);
  EXPECT_EQ(second.error().message, "invalid: FQDN already exists");
  ASSERT_TRUE(create("inside-example.org", "example.org.", Names{"inside"}));
  const auto third = create("third", "example.org.", Names{"lab", "inside"});
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().message, "invalid: FQDN already exists in the view");
  EXPECT_EQ(third.error().fields.at(0).path, "views");
  EXPECT_TRUE(create("third", "example.org.", Names{"lab"}));
  EXPECT_EQ(create("example.org", "example.org.").error().kind, ProblemKind::zone_exists);
}

TEST_F(ViewMembershipTest, a_view_that_does_not_exist_is_a_problem_that_names_it) {
  const auto made = create("example.org", "example.org.", Names{"inside", "nowhere"});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ProblemKind::invalid);
  EXPECT_EQ(made.error().fields.at(0).path, "views[1]");
  EXPECT_EQ(bed.directory.count(), 0U);
}

TEST_F(ViewMembershipTest, an_update_moves_a_zone_between_views) {
  ASSERT_TRUE(create("example.org", "example.org.", Names{"inside"}));
  EXPECT_EQ(seen_from("198.51.100.7"), "none");
  ZoneDraft draft;
  draft.views = Names{"lab"};
  ASSERT_TRUE(bed.zones.update("example.org", draft, {}));
  EXPECT_EQ(views_of("example.org"), Names{"lab"});
  EXPECT_EQ(seen_from("192.0.2.7"), "example.org");
  // What does not speak of views leaves them.
  ZoneDraft ttl;
  ttl.ttl = 60;
  ASSERT_TRUE(bed.zones.update("example.org", ttl, {}));
  EXPECT_EQ(views_of("example.org"), Names{"lab"});
  draft.views = Names{};
  ASSERT_TRUE(bed.zones.update("example.org", draft, {}));
  EXPECT_EQ(views_of("example.org"), Names{});
  EXPECT_EQ(seen_from("198.51.100.7"), "example.org");
}

TEST_F(ViewMembershipTest, an_update_may_not_leave_two_zones_for_one_client) {
  ASSERT_TRUE(create("example.org", "example.org."));
  ASSERT_TRUE(create("inside-example.org", "example.org.", Names{"inside"}));
  ZoneDraft draft;
  draft.views = Names{};
  const auto open = bed.zones.update("inside-example.org", draft, {});
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().message, "invalid: FQDN already exists");
  draft.views = Names{"inside"};
  EXPECT_EQ(bed.zones.update("example.org", draft, {}).error().message,
            "invalid: FQDN already exists in the view");
}

TEST_F(ViewMembershipTest, a_deleted_zone_leaves_its_views) {
  ASSERT_TRUE(create("example.org", "example.org."));
  ASSERT_TRUE(create("inside-example.org", "example.org.", Names{"inside", "lab"}));
  ASSERT_TRUE(bed.zones.remove("inside-example.org", {}));
  EXPECT_EQ(views_of("inside-example.org"), Names{});
  EXPECT_EQ(seen_from("192.0.2.7"), "example.org");
  ASSERT_TRUE(bed.zones.remove("example.org", {}));
  EXPECT_EQ(seen_from("192.0.2.7"), "none");
  EXPECT_EQ(bed.table.size(), 0U);
}

TEST_F(ViewMembershipTest, survives_a_restart) {
  ASSERT_TRUE(create("example.org", "example.org."));
  ASSERT_TRUE(create("inside-example.org", "example.org.", Names{"inside"}));
  TemporaryDirectory other;
  // A second bed on the same store would meet its lock: the first goes first.
  const auto from = directory.path();
  bed.committer.stop();
  std::filesystem::copy(
      from, other.path(),
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
  ControlTestBed again(other.path());
  ASSERT_TRUE(again.loaded);
  const PublishedAccess access(again.directory, again.table, again.keys, again.views);
  const auto answer = access.evaluate({.zone = "example.org",
                                       .address = *base::IpAddress::parse("192.0.2.7"),
                                       .key = {},
                                       .operation = AccessOperation::query});
  EXPECT_EQ(answer->zone, "inside-example.org");
  EXPECT_EQ(answer->view, "inside");
}

TEST_F(ViewMembershipTest, a_change_of_views_may_not_leave_two_zones_for_one_client) {
  ASSERT_TRUE(create("example.org", "example.org."));
  ASSERT_TRUE(create("inside-example.org", "example.org.", Names{"inside"}));
  const auto check = [&](const std::function<void(std::vector<model::View>&)>& change) {
    std::string message;
    const auto done = configs.change({}, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
      auto views = control::views_of(heads.configs(view_kind));
      change(views);
      if (const auto checked = check_views(heads, views); !checked)
        message = checked.error().message;
      return std::nullopt;
    });
    EXPECT_TRUE(done);
    return message;
  };
  EXPECT_EQ(check([](auto&) {}), "");
  EXPECT_EQ(check([](auto& views) { views[0].zones.clear(); }),
            "invalid: FQDN already exists: zone inside-example.org");
  EXPECT_EQ(check([](auto& views) { views.erase(views.begin()); }),
            "invalid: FQDN already exists: zone inside-example.org");
  EXPECT_EQ(check([](auto& views) { views[0].zones.push_back("example.org"); }),
            "invalid: FQDN already exists in the view: zone example.org");
  EXPECT_EQ(check([](auto& views) { views[1].zones.push_back("example.org"); }), "");
  EXPECT_EQ(check([](auto& views) { views[1].zones.push_back("no-such-zone"); }), "");
}

TEST_F(ViewMembershipTest, transfer_acls_must_exist) {
  ASSERT_TRUE(create("example.org", "example.org."));
  ZoneDraft draft;
  draft.transfer_acls = Names{"office", "partners"};
  const auto refused = bed.zones.update("example.org", draft, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::invalid);
  EXPECT_EQ(refused.error().fields.at(0).path, "primary.transfer_acls[1]");
  draft.transfer_acls = Names{"office"};
  ASSERT_TRUE(bed.zones.update("example.org", draft, {}));
  EXPECT_EQ(bed.zones.get("example.org")->settings->primary.transfer_acls, Names{"office"});
}

TEST_F(ViewMembershipTest, networks_of_a_zone_must_exist) {
  ZoneDraft draft;
  draft.networks = std::vector<std::int64_t>{0, 7};
  const auto refused = bed.zones.create("example.org", name("example.org."), draft, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).path, "networks[1]");
  model::Network network;
  network.id = 7;
  network.name = "edge";
  put(network_kind, "7", network_to_json(network));
  EXPECT_TRUE(bed.zones.create("example.org", name("example.org."), draft, {}));
}

}  // namespace
}  // namespace zonecast::control
