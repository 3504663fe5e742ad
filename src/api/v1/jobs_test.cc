// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/jobs.h"

#include "api/api_test_bed.h"
#include "api/v1/transfers_job.h"

namespace zonecast::api {
namespace {

TEST(MatchesFilter, a_star_stands_for_any_text) {
  EXPECT_TRUE(v1::matches_filter("*", "example.org"));
  EXPECT_TRUE(v1::matches_filter("*.example.org", "a.b.example.org"));
  EXPECT_FALSE(v1::matches_filter("*.example.org", "example.org"));
  EXPECT_TRUE(v1::matches_filter("a*z*.org", "abzczd.org"));
  EXPECT_FALSE(v1::matches_filter("a*z", "abzc"));
  EXPECT_FALSE(v1::matches_filter("", "a"));
}

class JobsApiTest : public ApiTestBed {
 protected:
  std::string id_of_job() {
    const auto start = last.body.find(":\"") + 2;
    return last.body.substr(start, last.body.find('"', start) - start);
  }
};

TEST_F(JobsApiTest, a_job_is_listed_shown_and_cancelled) {
  ask("PUT", "/v1/zones/example.org", "{}");
  const auto started = ask("POST", "/v1/jobs",
                           R"({"type":"transfers","zones":["example.org"],)"
                           R"("primary":{"enabled":true,"secondaries":[{"ip":"192.0.2.20"}]}})");
  ASSERT_TRUE(started.starts_with(R"(200 {"job":"0000abcd-1"})")) << started;
  const auto id = id_of_job();
  EXPECT_TRUE(
      ask("GET", "/v1/jobs")
          .starts_with(
              R"(200 [{"id":"0000abcd-1","type":"transfers","author":"admin","state":"waiting",)"));
  EXPECT_EQ(ask("DELETE", "/v1/jobs/" + id), "200 {}");
  EXPECT_NE(ask("GET", "/v1/jobs/" + id).find(R"("state":"cancelled")"), std::string::npos);
  EXPECT_EQ(ask("DELETE", "/v1/jobs/" + id), "200 {}");
  EXPECT_EQ(ask("GET", "/v1/jobs/" + id), R"(404 {"message":"job not found"})");
}

TEST_F(JobsApiTest, transfer_settings_reach_every_zone_that_can_have_them) {
  ask("PUT", "/v1/zones/a.example.org", "{}");
  ask("PUT", "/v1/zones/b.example.org", "{}");
  ask("PUT", "/v1/zones/example.net", "{}");
  const std::string primary =
      R"("primary":{"enabled":true,"secondaries":[{"ip":"192.0.2.20","notify":true}]}})";
  ask("POST", "/v1/jobs", R"({"type":"transfers","filter":"*.example.org",)" + primary);
  const auto by_filter = id_of_job();
  ask("POST", "/v1/jobs", R"({"type":"transfers","zones":["example.net","none"],)" + primary);
  const auto by_name = id_of_job();
  jobs.start();
  while (jobs.find(by_name)->finished_at_ms == std::nullopt) std::this_thread::yield();
  const auto filtered = ask("GET", "/v1/jobs/" + by_filter);
  EXPECT_NE(filtered.find(R"("done":2,"total":2)"), std::string::npos) << filtered;
  EXPECT_NE(filtered.find(R"("result":{"dry_run":false,"changed":2,"failed":0,"zones":[)"
                          R"({"zone":"a.example.org","status":"changed"},)"),
            std::string::npos)
      << filtered;
  const auto named = ask("GET", "/v1/jobs/" + by_name);
  EXPECT_NE(named.find(R"({"zone":"none","status":"failed","message":"zone not found"})"),
            std::string::npos)
      << named;
  EXPECT_NE(named.find(R"("errors":[{"zone":"none","message":"zone not found"}])"),
            std::string::npos);
  EXPECT_NE(ask("GET", "/v1/zones/example.net").find("192.0.2.20"), std::string::npos);
}

TEST_F(JobsApiTest, what_is_wrong_with_a_job_is_told_at_once) {
  EXPECT_TRUE(ask("POST", "/v1/jobs", "{}").starts_with("400 "));
  EXPECT_TRUE(ask("POST", "/v1/jobs", R"({"type":"other"})").starts_with("400 "));
  const auto both = ask("POST", "/v1/jobs", R"({"type":"transfers","primary":{}})");
  EXPECT_NE(both.find("Either zones or filter"), std::string::npos) << both;
  EXPECT_NE(ask("POST", "/v1/jobs", R"({"type":"transfers","zones":[1,"a"]})")
                .find(R"({"path":"zones[0]","code":"wrong_type")"),
            std::string::npos);
}

}  // namespace
}  // namespace zonecast::api
