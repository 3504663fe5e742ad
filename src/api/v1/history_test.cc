// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/history.h"

#include "api/api_test_bed.h"

namespace zonecast::api {
namespace {

class HistoryTest : public ApiTestBed {
 protected:
  HistoryTest() { ask("PUT", "/v1/zones/example.org", "{}"); }
};

TEST_F(HistoryTest, lists_versions_with_the_retention_and_pages) {
  const auto first = ask("GET", "/v1/zones/example.org/history?limit=2");
  EXPECT_TRUE(first.starts_with(
      R"(200 {"zone":"example.org","retention":{"days":90,"versions":1000,"octets_max":1073741824},)"
      R"("versions":[{"id":"3","version":3,"kind":"settings","serial_from":null,"serial":null,)"
      R"("author":"admin","comment":"version 3",)"))
      << first;
  EXPECT_NE(first.find(R"("restorable":true,"before":"2","deleted_count":0,"added_count":0,)"
                       R"("changed_settings":true})"),
            std::string::npos)
      << first;
  EXPECT_NE(header_of(last, "Link").find("after=2"), std::string::npos);
  const auto second = ask("GET", "/v1/zones/example.org/history?limit=2&after=2");
  EXPECT_NE(second.find(R"("versions":[{"id":"1")"), std::string::npos) << second;
  EXPECT_EQ(header_of(last, "Link"), "");
  EXPECT_EQ(ask("GET", "/v1/zones/none.example.org/history"),
            R"(404 {"message":"zone not found"})");
}

TEST_F(HistoryTest, shows_what_a_version_changed) {
  const auto contents = ask("GET", "/v1/zones/example.org/history/2");
  EXPECT_NE(contents.find(R"("deleted_count":0,"added_count":20000,"cut":true,"deleted":[],)"
                          R"("added":["example.org. 300 IN A 192.0.2.1"]})"),
            std::string::npos)
      << contents;
  const auto settings = ask("GET", "/v1/zones/example.org/history/3");
  EXPECT_NE(settings.find(R"("settings":{"before":{"primary":{"enabled":false,)"),
            std::string::npos)
      << settings;
  EXPECT_NE(settings.find(R"("tsig":{"enabled":true,"name":"xfr.example.org.","transfers":false})"),
            std::string::npos)
      << "a key by its name, without its secret: " << settings;
}

TEST_F(HistoryTest, gives_the_records_of_a_version) {
  const auto answer = ask("GET", "/v1/zones/example.org/history/2/records");
  EXPECT_NE(answer.find(R"("record_count":2,"records":["example.org. 3600 IN SOA )"),
            std::string::npos)
      << answer;
  EXPECT_TRUE(answer.ends_with(R"("example.org. 3600 IN NS ns1.example.net."]})")) << answer;
}

TEST_F(HistoryTest, compares_two_versions_and_says_when_one_is_missing) {
  EXPECT_TRUE(
      ask("GET", "/v1/zones/example.org/history/compare?from=2&to=3")
          .starts_with(R"(200 {"zone":"example.org","from":"2","to":"3","serial_from":1,)"));
  EXPECT_TRUE(ask("GET", "/v1/zones/example.org/history/compare").starts_with("400 "));
}

TEST_F(HistoryTest, restores_with_a_comment) {
  EXPECT_EQ(ask("POST", "/v1/zones/example.org/history/2/restore", R"({"comment":"back"})"),
            R"(200 {"id":"42","zone":"example.org","serial":9,"added":1,"deleted":2})");
  EXPECT_EQ(histories.request.comment, "back");
  EXPECT_EQ(ask("POST", "/v1/zones/example.org/history/1/restore"),
            R"(409 {"message":"not kept"})");
  EXPECT_TRUE(ask("POST", "/v1/zones/example.org/history/2/restore?dry_run=true")
                  .starts_with(R"(200 {"dry_run":true,)"));
  EXPECT_NE(histories.request.preview, nullptr);
}

TEST_F(HistoryTest, leaves_records_below_a_label_of_that_name_alone) {
  EXPECT_TRUE(ask("GET", "/v1/zones/example.org/history.example.org/A")
                  .starts_with(R"(404 {"message":"record not found"})"));
}

}  // namespace
}  // namespace zonecast::api
