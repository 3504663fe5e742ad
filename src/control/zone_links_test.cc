// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_links.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

using dns::RrType;

class ZoneLinksTest : public testing::Test {
 protected:
  ZoneLinksTest() {
    bed.follower().watch_zones([this](const ZoneHeadRef& before, const ZoneHeadRef& after) {
      links.zone_committed(before, after);
    });
    links.start();
    EXPECT_TRUE(bed.zones.create("target.example", name("target.example"), {}, {}));
    put("www.target.example", "192.0.2.1");
  }
  ~ZoneLinksTest() override { links.stop(); }

  void put(std::string_view owner, std::string_view address) {
    const BatchItem item{BatchItem::Op::put, draft(owner, RrType::a, {std::string(address)})};
    EXPECT_TRUE(bed.zones.change("target.example", {item}, {}));
  }
  Result<ZoneState> link(const std::string& zone, const std::string& target) {
    ZoneDraft draft;
    draft.link = target;
    return bed.zones.create(zone, name(zone), draft, {});
  }
  /// The address at an owner of the linked zone, once it is in step with the target.
  std::string address(std::string_view owner) {
    for (int i = 0; i < 2000; ++i) {
      const auto ours = bed.zones.get("mirror.example"), theirs = bed.zones.get("target.example");
      if (ours->contents->serial() == theirs->contents->serial()) {
        const auto record = bed.zones.get_record("mirror.example", std::string(owner), RrType::a);
        return record ? record->answers.at(0).parts.at(0) : "none";
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return "not in step";
  }

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  ZoneLinks links{bed.directory, bed.imports, bed.log};
};

TEST_F(ZoneLinksTest, a_linked_zone_has_what_its_target_has_and_follows_it) {
  const auto made = link("mirror.example", "target.example");
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_EQ(address("www.mirror.example"), "192.0.2.1");
  put("www.target.example", "192.0.2.2");
  EXPECT_EQ(address("www.mirror.example"), "192.0.2.2");
  EXPECT_TRUE(bed.zones.remove_record("target.example", "www.target.example", RrType::a, {}));
  EXPECT_EQ(address("www.mirror.example"), "none");
}

TEST_F(ZoneLinksTest, a_linked_zone_is_changed_through_its_target_only) {
  ASSERT_TRUE(link("mirror.example", "target.example"));
  const auto changed = bed.zones.create_record(
      "mirror.example", draft("a.mirror.example", RrType::a, {"192.0.2.9"}), {});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().message,
            "zone mirror.example is linked: change target.example instead");
  ZoneDraft timers;
  timers.refresh = 77;
  EXPECT_FALSE(bed.zones.update("mirror.example", timers, {}));
  auto session = bed.imports.begin({"mirror.example", name("mirror.example"), {}, false});
  session->feed("@ SOA a b 1 2 3 4 5\n@ NS a\n");
  EXPECT_FALSE(session->finish({}));
  ZoneDraft transfers;
  transfers.transfers_enabled = true;
  EXPECT_TRUE(bed.zones.update("mirror.example", transfers, {}));
}

TEST_F(ZoneLinksTest, links_lead_to_zones_that_stand_by_themselves) {
  ASSERT_TRUE(link("mirror.example", "target.example"));
  EXPECT_EQ(link("other.example", "nowhere.example").error().message,
            "link: there is no zone nowhere.example");
  EXPECT_EQ(link("other.example", "mirror.example").error().message,
            "link: mirror.example is itself linked, to target.example");
  EXPECT_EQ(link("other.example", "other.example").error().message,
            "link: there is no zone other.example");
}

TEST_F(ZoneLinksTest, the_target_stays_as_long_as_it_is_linked_to) {
  ASSERT_TRUE(link("mirror.example", "target.example"));
  const auto removed = bed.zones.remove("target.example", {});
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().kind, ProblemKind::conflict);
  EXPECT_EQ(removed.error().message,
            "zone target.example is the target of linked zones: mirror.example");
  EXPECT_TRUE(bed.zones.remove("mirror.example", {}));
  EXPECT_TRUE(bed.zones.remove("target.example", {}));
}

}  // namespace
}  // namespace zonecast::control
