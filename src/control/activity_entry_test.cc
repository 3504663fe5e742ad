// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/activity_entry.h"

#include <gtest/gtest.h>

#include "control/activity_service.h"
#include "control/config_service.h"
#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

class ActivityEntryTest : public testing::Test {
 protected:
  ActivityEntryTest() {
    by.actor = "apikey:41";
    by.actor_name = "deploy";
    by.source = "192.0.2.7";
    by.comment = "why";
    EXPECT_TRUE(bed.zones.create("example.org", name("example.org"), {}, by));
  }
  std::vector<ActivityEntry> entries(const ActivityQuery& query = {}) {
    return *log.list(query, [](const auto&) { return true; });
  }
  ActivityEntry newest() { return entries().at(0); }

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  ActivityService log{bed.clock, bed.store(), bed.log};
  ConfigService configs{bed.clock, bed.configs, bed.committer};
  Request by;
};

TEST_F(ActivityEntryTest, a_change_says_who_from_where_why_and_with_which_commit) {
  const auto entry = newest();
  EXPECT_EQ(entry.actor, "apikey:41");
  EXPECT_EQ(entry.actor_name, "deploy");
  EXPECT_EQ(entry.source, "192.0.2.7");
  EXPECT_EQ(entry.comment, "why");
  EXPECT_EQ(entry.at, bed.clock.unix_seconds());
  EXPECT_EQ(entry.position, bed.store().head());
  EXPECT_EQ(entry.action, "create");
  EXPECT_EQ(entry.resource_type, "zone");
  EXPECT_EQ(entry.resource_id, "example.org");
  EXPECT_EQ(entry.before, "");
  EXPECT_NE(entry.after.find("\"settings\":{"), std::string::npos) << entry.after;
}

TEST_F(ActivityEntryTest, a_record_has_its_rrs_on_both_sides) {
  EXPECT_TRUE(bed.zones.create_record("example.org",
                                      draft("www.example.org", dns::RrType::a, {"192.0.2.1"}), by));
  auto entry = newest();
  EXPECT_EQ(entry.action, "create");
  EXPECT_EQ(entry.resource_type, "record");
  EXPECT_EQ(entry.resource_id, "www.example.org/A");
  EXPECT_EQ(entry.zone, "example.org");
  EXPECT_EQ(entry.before.find("records"), std::string::npos) << entry.before;
  EXPECT_NE(entry.after.find("192.0.2.1"), std::string::npos) << entry.after;
  EXPECT_TRUE(bed.zones.update_record("example.org",
                                      draft("www.example.org", dns::RrType::a, {"192.0.2.2"}), by));
  entry = newest();
  EXPECT_EQ(entry.action, "update");
  EXPECT_NE(entry.before.find("192.0.2.1"), std::string::npos) << entry.before;
  EXPECT_NE(entry.after.find("192.0.2.2"), std::string::npos) << entry.after;
  EXPECT_TRUE(bed.zones.remove_record("example.org", "www.example.org", dns::RrType::a, by));
  EXPECT_EQ(newest().action, "delete");
}

TEST_F(ActivityEntryTest, a_large_change_has_counts) {
  std::vector<BatchItem> items;
  for (std::size_t i = 0; i <= records_told_max; ++i) {
    items.push_back({BatchItem::Op::put, draft("h" + std::to_string(i) + ".example.org",
                                               dns::RrType::a, {"192.0.2.1"})});
  }
  EXPECT_TRUE(bed.zones.change("example.org", items, by));
  const auto entry = newest();
  EXPECT_EQ(entry.resource_type, "zone");
  EXPECT_EQ(entry.action, "update");
  EXPECT_NE(entry.after.find("\"record_count\":21"), std::string::npos) << entry.after;
  EXPECT_EQ(entry.after.find("\"records\""), std::string::npos) << entry.after;
}

TEST_F(ActivityEntryTest, settings_are_told_on_both_sides_and_secrets_never) {
  ZoneDraft settings;
  settings.transfers_enabled = true;
  SecondaryDraft row;
  row.address = *base::IpPrefix::parse("192.0.2.20");
  row.tsig_intent = SecondaryDraft::TsigIntent::set;
  row.tsig = {true, dns::TsigAlgorithm::hmac_sha256, name("k.example."), base::Bytes{1, 2, 3}, {}};
  settings.secondaries = {row};
  EXPECT_TRUE(bed.zones.update("example.org", settings, by));
  const auto entry = newest();
  EXPECT_EQ(entry.action, "update");
  EXPECT_NE(entry.before.find("\"settings\":{}"), std::string::npos) << entry.before;
  EXPECT_NE(entry.after.find("192.0.2.20"), std::string::npos) << entry.after;
  EXPECT_NE(entry.after.find("tsig_key k.example."), std::string::npos) << entry.after;
  EXPECT_EQ(entry.after.find(base::to_base64(base::Bytes{1, 2, 3})), std::string::npos);
}

TEST_F(ActivityEntryTest, an_import_and_a_deletion_are_told_as_such) {
  auto session = bed.imports.begin({"example.net", name("example.net"), {}});
  session->feed(
      "$ORIGIN example.net.\n@ 300 SOA ns h 1 1 1 1 1\n@ 300 NS ns\nns 300 A 192.0.2.1\n");
  EXPECT_TRUE(session->finish(by));
  auto entry = newest();
  EXPECT_EQ(entry.action, "import");
  EXPECT_NE(entry.after.find("\"record_count\":3"), std::string::npos) << entry.after;
  EXPECT_TRUE(bed.zones.remove("example.net", by));
  entry = newest();
  EXPECT_EQ(entry.action, "delete");
  EXPECT_EQ(entry.zone, "example.net");
  EXPECT_EQ(entry.after, "");
}

TEST_F(ActivityEntryTest, objects_are_told_with_secrets_masked) {
  const auto put = [&](const std::string& body) {
    EXPECT_TRUE(configs.change(by, [&](Heads&) -> Result<std::optional<ConfigChange>> {
      ConfigChange change;
      change.puts.push_back({"apikey", "1", body});
      return change;
    }));
  };
  put(R"({"name":"one","secret":"x1"})");
  EXPECT_EQ(newest().action, "create");
  put(R"({"name":"two","secret":"x2"})");
  auto entry = newest();
  EXPECT_EQ(entry.action, "update");
  EXPECT_EQ(entry.resource_type, "apikey");
  EXPECT_EQ(entry.before, R"({"apikey":{"name":"one","secret":"********"}})");
  EXPECT_EQ(entry.after, R"({"apikey":{"name":"two","secret":"********"}})");
  put("");
  EXPECT_EQ(newest().action, "delete");
}

TEST_F(ActivityEntryTest, a_key_tells_that_its_secret_changed_and_not_to_what) {
  const auto put = [&](base::Bytes secret) {
    EXPECT_TRUE(configs.change(by, [&](Heads&) -> Result<std::optional<ConfigChange>> {
      ConfigChange change;
      change.keys.push_back({name("K.example."), dns::TsigAlgorithm::hmac_sha256, secret});
      return change;
    }));
  };
  put({1, 2, 3});
  put({4, 5, 6});
  const auto entry = newest();
  EXPECT_EQ(entry.action, "update");
  EXPECT_EQ(entry.resource_type, "tsig_key");
  EXPECT_EQ(entry.resource_id, "k.example.");
  EXPECT_NE(entry.after.find("\"secret_changed\":true"), std::string::npos) << entry.after;
  EXPECT_NE(entry.after.find("\"secret\":\"********\""), std::string::npos) << entry.after;
}

TEST_F(ActivityEntryTest, what_is_refused_or_changes_nothing_leaves_no_line) {
  const auto count = entries().size();
  EXPECT_FALSE(bed.zones.create("example.org", name("example.org"), {}, by));
  EXPECT_TRUE(bed.zones.change("example.org", {}, by));
  EXPECT_EQ(entries().size(), count);
}

TEST_F(ActivityEntryTest, what_is_no_change_is_told_too) {
  log.record({"sign-in", "session", "7", ""}, by);
  const auto entry = newest();
  EXPECT_EQ(entry.action, "sign-in");
  EXPECT_EQ(entry.position, 0U);
  EXPECT_EQ(entry.actor, "apikey:41");
}

TEST_F(ActivityEntryTest, the_log_is_found_by_what_is_asked_and_in_pages) {
  EXPECT_TRUE(bed.zones.create("example.net", name("example.net"), {}, by));
  bed.clock.advance(std::chrono::hours(1));
  Request other;
  EXPECT_TRUE(bed.zones.remove("example.net", other));
  EXPECT_EQ(entries().size(), 3U);
  EXPECT_EQ(entries({.zone = "example.net"}).size(), 2U);
  EXPECT_EQ(entries({.actor = "admin"}).size(), 1U);
  EXPECT_EQ(entries({.action = "create"}).size(), 2U);
  EXPECT_EQ(entries({.resource_type = "record"}).size(), 0U);
  EXPECT_EQ(entries({.start = bed.clock.unix_seconds()}).size(), 1U);
  EXPECT_EQ(entries({.end = bed.clock.unix_seconds() - 1}).size(), 2U);
  const auto first = entries({.count_max = 2});
  ASSERT_EQ(first.size(), 2U);
  const auto second = entries({.before_id = first.back().id, .count_max = 2});
  ASSERT_EQ(second.size(), 1U);
  EXPECT_LT(second[0].id, first.back().id);
  EXPECT_EQ(entries({.after_id = first.back().id}).size(), 1U);
  EXPECT_EQ(log.list({}, [](const auto& each) { return each.zone == "example.org"; })->size(), 1U);
}

}  // namespace
}  // namespace zonecast::control
