// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/stats.h"

#include "api/api_test_bed.h"
#include "control/query_statistics.h"

namespace zonecast::api::v1 {
namespace {

class StatsTest : public ApiTestBed {
 protected:
  StatsTest() {
    statistics.start([this] { return std::exchange(counted, {}); });
    ask("PUT", "/v1/zones/example.org", "{}");
    id = zones.get("example.org")->settings->id;
  }
  std::vector<std::pair<std::uint64_t, std::uint64_t>> counted;
  std::uint64_t id = 0;
};

TEST_F(StatsTest, rates_are_told_of_all_and_of_a_zone) {
  counted = {{id, 120}};
  statistics.collect();
  clock.advance(std::chrono::seconds(10));
  EXPECT_EQ(ask("GET", "/v1/stats/qps/"), R"(200 {"qps":2.000})");
  EXPECT_EQ(ask("GET", "/v1/stats/qps/example.org"), R"(200 {"qps":2.000})");
  EXPECT_EQ(ask("GET", "/v1/stats/qps/example.net"), R"(404 {"message":"zone not found"})");
  EXPECT_EQ(ask("GET", "/v1/stats/qps/example.org/www.example.org/A").substr(0, 4), "404 ");
}

TEST_F(StatsTest, usage_is_told_in_ns1s_shapes) {
  counted = {{id, 5}};
  const auto zone = ask("GET", "/v1/stats/usage/example.org?period=1h");
  EXPECT_EQ(zone.find(R"(200 [{"records":2,"queries":5,"graph":[[)"), 0U) << zone;
  EXPECT_NE(zone.find(R"(,"period":"1h","zone":"example.org"}])"), std::string::npos) << zone;
  const auto all = ask("GET", "/v1/stats/usage");
  EXPECT_NE(all.find(R"("period":"24h","zones":1}])"), std::string::npos) << all;
  EXPECT_NE(ask("GET", "/v1/stats/usage?expand=true").find(R"("zone":"example.org"}])"),
            std::string::npos);
  EXPECT_NE(ask("GET", "/v1/stats/usage?period=2h").find(R"("code":"unknown_period")"),
            std::string::npos);
}

}  // namespace
}  // namespace zonecast::api::v1
