// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/activity.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

class ActivityTest : public ApiTestBed {
 protected:
  static control::ActivityEntry entry_of(std::uint64_t id, const std::string& zone = {}) {
    control::ActivityEntry entry;
    entry.id = id;
    entry.at = 1'795'348'800;
    entry.position = 17;
    entry.actor = "apikey:5e9f";
    entry.actor_name = "deploy";
    entry.source = "192.0.2.7";
    entry.action = "update";
    entry.resource_type = "record";
    entry.resource_id = "www.example.org/A";
    entry.zone = zone;
    entry.after = R"({"serial":42})";
    return entry;
  }
};

TEST_F(ActivityTest, an_entry_has_who_what_and_both_sides) {
  activity.entries = {entry_of(41, "example.org")};
  EXPECT_EQ(ask("GET", "/v1/account/activity"),
            R"(200 [{"id":"41","timestamp":1795348800,"user_type":"apikey","user_id":"5e9f",)"
            R"("user_name":"deploy","action":"update","resource_type":"record",)"
            R"("resource_id":"www.example.org/A","zone":"example.org","actor":"apikey:5e9f",)"
            R"("source":"192.0.2.7","request_id":"","change_id":"17","comment":"","before":null,)"
            R"("after":{"serial":42}}])");
}

TEST_F(ActivityTest, what_is_asked_goes_to_the_log) {
  ask("GET",
      "/v1/account/activity?limit=5&start=1&end=2&zone=Example.ORG.&actor=admin&action=create"
      "&resource_type=zone&after=9&since=3");
  EXPECT_EQ(activity.query.count_max, 6U);
  EXPECT_EQ(activity.query.start, 1);
  EXPECT_EQ(activity.query.end, 2);
  EXPECT_EQ(activity.query.zone, "example.org");
  EXPECT_EQ(activity.query.actor, "admin");
  EXPECT_EQ(activity.query.action, "create");
  EXPECT_EQ(activity.query.resource_type, "zone");
  EXPECT_EQ(activity.query.before_id, 9U);
  EXPECT_EQ(activity.query.after_id, 3U);
}

TEST_F(ActivityTest, comes_in_pages) {
  activity.entries = {entry_of(3), entry_of(2), entry_of(1)};
  const auto answer = ask("GET", "/v1/account/activity?limit=2&action=update");
  EXPECT_EQ(answer.find(R"("id":"1")"), std::string::npos);
  EXPECT_NE(header_of(last, "Link").find("after=2&limit=2&action=update"), std::string::npos)
      << header_of(last, "Link");
}

TEST_F(ActivityTest, bad_numbers_are_told) {
  for (const auto* query : {"limit=0", "limit=1001", "limit=x", "start=yesterday", "after=-1"}) {
    EXPECT_TRUE(ask("GET", std::string("/v1/account/activity?") + query).starts_with("400 "))
        << query;
  }
}

TEST_F(ActivityTest, entries_of_zones_that_may_not_be_seen_are_left_out) {
  activity.entries = {entry_of(3, "example.net"), entry_of(2, "example.org"), entry_of(1)};
  model::Permissions permissions;
  permissions.account.view_activity_log = true;
  permissions.dns.view_zones = true;
  permissions.dns.zones_allow = {"example.org"};
  const FixedCaller anna({"apikey:41", "anna", {permissions}, {}});
  Api api_of_anna(
      log, {{&anna}, "0.1.0"}, use_cases, [] { return true; }, [] { return std::string(); });
  const auto body = api_of_anna.handle(request_of("GET", "/v1/account/activity")).body;
  EXPECT_EQ(body.find("example.net"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("id":"2")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("id":"1")"), std::string::npos) << body;
}

}  // namespace
}  // namespace zonecast::api::v1
