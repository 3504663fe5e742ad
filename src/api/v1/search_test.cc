// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/search.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

class SearchTest : public ApiTestBed {
 protected:
  void SetUp() override {
    ask("PUT", "/v1/zones/example.org", "{}");
    ask("PUT", "/v1/zones/example.org/www.example.org/A",
        R"({"answers":[{"answer":["192.0.2.1"]}]})");
  }
};

TEST_F(SearchTest, answers_names_in_a_flat_array) {
  EXPECT_EQ(ask("GET", "/v1/search?q=ex&type=zone"), R"(200 [{"zone":"example.org"}])");
  EXPECT_TRUE(zones.search_query.zones && !zones.search_query.owners);
  EXPECT_EQ(ask("GET", "/v1/search?q=www&type=record&max=1"),
            R"(200 [{"domain":"example.org","type":"NS","zone":"example.org"}])");
  EXPECT_EQ(header_of(last, "X-Total-Count"), "2");
  ask("GET", "/v1/search?q=www");
  EXPECT_TRUE(zones.search_query.zones && zones.search_query.owners);
  ask("GET", "/v1/search?q=192.0.2.1&type=answers");
  EXPECT_TRUE(zones.search_query.answers && !zones.search_query.owners);
}

TEST_F(SearchTest, expands_to_whole_objects) {
  EXPECT_NE(ask("GET", "/v1/search?q=ex&type=zone&expand=true").find(R"("nx_ttl":3600)"),
            std::string::npos);
  const auto record = ask("GET", "/v1/zones/example.org/www.example.org/A").substr(4);
  EXPECT_NE(ask("GET", "/v1/search?q=www&type=record&expand=true").find(record), std::string::npos);
}

TEST_F(SearchTest, pages_tell_how_to_go_on) {
  const auto answer = ask("GET", "/v1/dns/record/search?q=example&limit=1");
  EXPECT_EQ(answer.find(R"(200 {"next":"1","limit":1,"total_results":2,"results":[{"domain":)"), 0U)
      << answer;
  ask("GET", "/v1/dns/record/search?q=example&limit=1&next=1");
  EXPECT_EQ(zones.search_query.skip, 1U);
  EXPECT_EQ(ask("GET", "/v1/dns/zone/search?q=example")
                .find(R"(200 {"next":"","limit":100,"total_results":1,"results":[{"id":)"),
            0U);
}

TEST_F(SearchTest, what_is_wrong_is_told) {
  EXPECT_NE(ask("GET", "/v1/search").find(R"({"path":"q","code":"required")"), std::string::npos);
  EXPECT_NE(ask("GET", "/v1/search?q=a&type=monitor&max=0")
                .find(R"({"path":"type","code":"unknown_type",)"
                      R"("message":"Must be zone, record, all or answers"},)"
                      R"({"path":"max","code":"out_of_range","message":"Must be 1 to 10000"})"),
            std::string::npos);
}

}  // namespace
}  // namespace zonecast::api::v1
