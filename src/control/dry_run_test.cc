// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/dry_run.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

using dns::RrType;

class DryRunTest : public testing::Test {
 protected:
  Request dry() {
    Request request;
    request.preview = preview = std::make_shared<Preview>();
    return request;
  }
  SecondaryDraft row(const char* address) {
    SecondaryDraft out;
    out.address = *base::IpPrefix::parse(address);
    out.notify = true;
    return out;
  }
  void create() {
    ZoneDraft settings;
    settings.transfers_enabled = true;
    settings.secondaries.emplace().push_back(row("192.0.2.20"));
    ASSERT_TRUE(bed.zones.create("example.org", name("example.org"), settings, {}));
  }

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  std::shared_ptr<Preview> preview;
};

TEST_F(DryRunTest, a_zone_that_would_be_made_is_shown_and_not_made) {
  ASSERT_TRUE(bed.zones.create("example.org", name("example.org"), {}, dry()));
  EXPECT_EQ(bed.zones.count(), 0U);
  EXPECT_EQ(preview->zone, "example.org");
  EXPECT_EQ(preview->difference.added_count, 1U);
  EXPECT_TRUE(preview->difference.soa_after);
  EXPECT_FALSE(preview->settings_before);
  EXPECT_EQ(preview->serial, dns::Serial(1'700'000'000));
}

TEST_F(DryRunTest, a_change_of_records_tells_who_is_notified_and_how_large_the_ixfr_is) {
  create();
  const auto serial = bed.zones.get("example.org")->contents->serial();
  ASSERT_TRUE(bed.zones.create_record("example.org",
                                      draft("www.example.org", RrType::a, {"192.0.2.1"}), dry()));
  EXPECT_EQ(bed.zones.get("example.org")->contents->serial(), serial);
  EXPECT_FALSE(bed.zones.get_record("example.org", "www.example.org", RrType::a));
  EXPECT_TRUE(preview->serial->follows(serial));
  ASSERT_EQ(preview->told.size(), 1U);
  EXPECT_EQ(preview->told[0].destination.to_text(), "192.0.2.20:53");
  EXPECT_GT(preview->ixfr_octets, 100U);
  EXPECT_LT(preview->ixfr_octets, 1000U);
  EXPECT_TRUE(preview->warnings.empty());
}

TEST_F(DryRunTest, settings_alone_move_no_serial_and_tell_only_who_is_new) {
  create();
  ZoneDraft settings;
  settings.secondaries.emplace({row("192.0.2.20"), row("192.0.2.21")});
  ASSERT_TRUE(bed.zones.update("example.org", settings, dry()));
  EXPECT_EQ(preview->serial, bed.zones.get("example.org")->contents->serial());
  ASSERT_EQ(preview->told.size(), 1U);
  EXPECT_EQ(preview->told[0].destination.to_text(), "192.0.2.21:53");
  ASSERT_TRUE(preview->settings_before && preview->settings_after);
  EXPECT_EQ(preview->settings_after->primary.secondaries.size(), 2U);
}

TEST_F(DryRunTest, a_deletion_shows_what_would_go) {
  create();
  ASSERT_TRUE(bed.zones.remove("example.org", dry()));
  EXPECT_EQ(bed.zones.count(), 1U);
  EXPECT_EQ(preview->serial, std::nullopt);
  EXPECT_EQ(preview->difference.deleted_count, 1U);
}

TEST_F(DryRunTest, what_would_be_refused_is_refused) {
  create();
  EXPECT_FALSE(bed.zones.create_record(
      "example.org", draft("example.org", RrType::cname, {"x.example.net"}), dry()));
  EXPECT_FALSE(preview->changes_something);
}

TEST_F(DryRunTest, no_effect_is_said) {
  create();
  ASSERT_TRUE(bed.zones.update("example.org", {}, dry()));
  EXPECT_FALSE(preview->changes_something);
  EXPECT_EQ(preview->warnings, std::vector<std::string>{"nothing would change"});
}

TEST_F(DryRunTest, an_import_shows_the_difference_to_the_file) {
  create();
  auto session = bed.imports.begin({"example.org", name("example.org"), std::nullopt});
  session->feed(
      "$ORIGIN example.org.\n@ 60 SOA ns1 h 1 2 3 4 5\n@ 60 NS ns1\nwww 60 A 192.0.2.1\n");
  const auto imported = session->finish(dry());
  ASSERT_TRUE(imported);
  EXPECT_EQ(bed.zones.get("example.org")->version, 1U);
  EXPECT_EQ(preview->difference.added_count, 2U);
  EXPECT_EQ(imported->change->added, 2U);
  auto other = bed.imports.begin({"example.net", name("example.net"), std::nullopt});
  other->feed("$ORIGIN example.net.\n@ 60 SOA ns1 h 1 2 3 4 5\n@ 60 NS ns1\n");
  const auto made = other->finish(dry());
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->created);
  EXPECT_EQ(bed.zones.count(), 1U);
}

}  // namespace
}  // namespace zonecast::control
