// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/zones.h"

#include "api/api_test_bed.h"
#include "api/json/value.h"

namespace zonecast::api::v1 {
namespace {

class ZonesTest : public ApiTestBed {
 protected:
  void make(const std::string& zone) {
    ASSERT_EQ(ask("PUT", "/v1/zones/" + zone, "{}").substr(0, 4), "200 ");
  }
};

TEST_F(ZonesTest, a_new_zone_is_shown_with_all_defaults_in_order) {
  const auto answer = ask("PUT", "/v1/zones/example.org", R"({"zone":"example.org"})");
  EXPECT_EQ(
      answer,
      R"(200 {"id":")" + zones.get("example.org")->settings->public_id +
          R"(","zone":"example.org","name":"example.org","ttl":3600,"refresh":43200,"retry":7200,)"
          R"("expiry":1209600,"nx_ttl":3600,"serial":1,"hostmaster":"hostmaster@example.net",)"
          R"("primary_master":"ns1.example.net","dns_servers":["ns1.example.net"],"networks":[0],)"
          R"("link":null,"meta":{},"primary":{"enabled":false,"secondaries":[]},"dnssec":false,)"
          R"("tags":{},"local_tags":[],"views":[],"created_at":1795348800,"updated_at":1795348800,)"
          R"("serial_policy":"unixtime","records":[{"domain":"example.org",)"
          R"("short_answers":["ns1.example.net"],"link":null,"ttl":3600,"tier":1,"type":"NS","id":")" +
          zones.get_record("example.org", "@", dns::RrType::ns)->id + R"("}]})");
}

TEST_F(ZonesTest, the_list_has_no_records) {
  make("example.org");
  make("example.net");
  const auto answer = ask("GET", "/v1/zones");
  EXPECT_EQ(answer.find("\"records\""), std::string::npos);
  EXPECT_LT(answer.find("\"zone\":\"example.net\""), answer.find("\"zone\":\"example.org\""));
}

TEST_F(ZonesTest, the_list_comes_in_pages_with_absolute_links) {
  for (const auto* zone : {"a.example", "b.example", "c.example"}) make(zone);
  ask("GET", "/v1/zones?limit=2");
  EXPECT_EQ(header_of(last, "Link"),
            "<http://dns.example.org:8080/v1/zones?after=b.example&limit=2>; rel=\"next\"");
  auto request = request_of("GET", "/v1/zones?after=b.example&limit=2");
  const auto answer = ask(request);
  EXPECT_NE(answer.find("c.example"), std::string::npos);
  EXPECT_EQ(answer.find("b.example"), std::string::npos);
  EXPECT_EQ(header_of(last, "Link"), "");
  request = request_of("GET", "/v1/zones?limit=1&expand=a%20b");
  request.secure = true;
  ask(request);
  EXPECT_EQ(
      header_of(last, "Link"),
      "<https://dns.example.org:8080/v1/zones?after=a.example&limit=1&expand=a%20b>; rel=\"next\"");
}

TEST_F(ZonesTest, records_come_in_pages_that_cover_them_all) {
  make("example.org");
  for (const auto* name : {"a", "b", "c"}) {
    ask("PUT", std::string("/v1/zones/example.org/") + name + ".example.org/TXT",
        R"({"answers":[{"answer":["x"]}]})");
  }
  std::string target = "/v1/zones/example.org?limit=3";
  const auto first = ask("GET", target);
  EXPECT_NE(first.find("\"b.example.org\""), std::string::npos);
  EXPECT_EQ(first.find("\"c.example.org\""), std::string::npos);
  const auto link = header_of(last, "Link");
  const auto next = link.substr(link.find("/v1/"), link.find('>') - link.find("/v1/"));
  EXPECT_EQ(next, "/v1/zones/example.org?after=b.example.org%2FTXT&limit=3");
  // The record that ended the page may be gone by now.
  ask("DELETE", "/v1/zones/example.org/b.example.org/TXT");
  const auto second = ask("GET", next);
  EXPECT_NE(second.find("\"c.example.org\""), std::string::npos);
  EXPECT_EQ(second.find("\"a.example.org\""), std::string::npos);
  EXPECT_EQ(header_of(last, "Link"), "");
}

TEST_F(ZonesTest, records_are_left_out_when_not_wanted) {
  make("example.org");
  EXPECT_EQ(ask("GET", "/v1/zones/example.org?records=false").find("\"records\""),
            std::string::npos);
}

TEST_F(ZonesTest, a_large_answer_goes_out_in_pieces) {
  make("example.org");
  const std::string text(200, 'x');
  for (int i = 0; i < 1500; ++i) {
    ask("PUT", "/v1/zones/example.org/h" + std::to_string(i) + ".example.org/TXT",
        R"({"answers":[{"answer":[")" + text + R"("]}]})");
  }
  auto response = api.handle(request_of("GET", "/v1/zones/example.org"));
  EXPECT_TRUE(response.producer);
  EXPECT_FALSE(header_of(response, "ETag").empty());
  const auto body = body_of(response);
  const auto parsed = json::parse(body);
  ASSERT_TRUE(parsed.has_value()) << parsed.error().reason;
  EXPECT_EQ(json::find(*parsed->object(), "records")->array()->size(), 1501U);
}

TEST_F(ZonesTest, the_list_is_searched_and_sorted_and_counted) {
  for (const auto* zone : {"a.example", "b.example", "c.example"}) make(zone);
  ask("GET", "/v1/zones?q=exa%20b&sort=serial&order=desc&limit=2");
  EXPECT_EQ(zones.zone_query.words, "exa b");
  EXPECT_EQ(zones.zone_query.order, control::ZoneOrder::serial);
  EXPECT_TRUE(zones.zone_query.descending);
  EXPECT_EQ(header_of(last, "X-Total-Count"), "3");
  EXPECT_EQ(header_of(last, "Link"),
            "<http://dns.example.org:8080/v1/zones?after=b.example&limit=2&q=exa%20b&sort=serial"
            "&order=desc>; rel=\"next\"");
  EXPECT_NE(ask("GET", "/v1/zones?sort=size").find(R"("path":"sort","code":"unknown_order")"),
            std::string::npos);
}

TEST_F(ZonesTest, names_match_in_any_case_and_with_a_final_dot) {
  make("Example.ORG.");
  EXPECT_EQ(ask("GET", "/v1/zones/eXample.org/").substr(0, 4), "200 ");
  EXPECT_EQ(ask("GET", "/v1/zones/example%2eorg").substr(0, 4), "200 ");
}

TEST_F(ZonesTest, the_root_zone_goes_by_its_name) {
  const auto answer = ask("PUT", "/v1/zones/root", R"({"zone":"."})");
  EXPECT_NE(answer.find(R"("zone":".","name":"root")"), std::string::npos) << answer;
}

TEST_F(ZonesTest, a_zone_may_have_another_name_than_its_fqdn) {
  const auto answer = ask("PUT", "/v1/zones/example.org-internal", R"({"zone":"example.org"})");
  EXPECT_NE(answer.find(R"("zone":"example.org","name":"example.org-internal")"), std::string::npos)
      << answer;
}

TEST_F(ZonesTest, what_a_client_read_it_may_write_back) {
  make("example.org");
  const auto read = ask("GET", "/v1/zones/example.org").substr(4);
  EXPECT_EQ(ask("POST", "/v1/zones/example.org", read).substr(0, 4), "200 ");
  EXPECT_FALSE(zones.zone_draft.echoed.contains("records"));
}

TEST_F(ZonesTest, an_update_is_partial_and_null_is_left_out) {
  make("example.org");
  ask("POST", "/v1/zones/example.org",
      R"({"refresh":100,"ttl":null,"networks":null,"meta":null,"secondary":null})");
  EXPECT_EQ(zones.zone_draft.refresh, 100U);
  EXPECT_FALSE(zones.zone_draft.ttl);
  EXPECT_FALSE(zones.zone_draft.networks);
  EXPECT_FALSE(zones.zone_draft.secondaries);
  EXPECT_TRUE(zones.zone_draft.echoed.empty());
}

TEST_F(ZonesTest, members_that_are_only_kept_come_back) {
  const auto answer =
      ask("PUT", "/v1/zones/example.org",
          R"({"meta":{"note":1.50},"tags":{"a":"b"},"local_tags":["a"],"views":["internal"]})");
  EXPECT_NE(answer.find(R"("meta":{"note":1.50})"), std::string::npos);
  EXPECT_NE(answer.find(R"("tags":{"a":"b"},"local_tags":["a"],"views":["internal"])"),
            std::string::npos);
}

TEST_F(ZonesTest, everything_wrong_is_told_at_once) {
  EXPECT_EQ(
      ask("PUT", "/v1/zones/example.org",
          R"({"ttl":"x","retry":-1,"hostmaster":"@","serial_policy":"rising","dnssec":true,"zone":"a..b"})"),
      R"(400 {"message":"Input validation failed (field '<obj>.ttl': Must be a whole number, not a string))"
      R"( and 5 more","errors":[)"
      R"({"path":"ttl","code":"wrong_type","message":"Must be a whole number, not a string"},)"
      R"({"path":"retry","code":"out_of_range","message":"Must be 0 to 2147483647"},)"
      R"({"path":"hostmaster","code":"invalid_name","message":"nothing stands before the @"},)"
      R"({"path":"serial_policy","code":"unknown_policy","message":"Must be unixtime, increment or date"},)"
      R"({"path":"dnssec","code":"unsupported","message":"DNSSEC support is not enabled: import the zone signed instead"},)"
      R"({"path":"zone","code":"invalid_name","message":"Not a domain name: )" +
          dns::Name::from_text("a..b").error().message + R"("}]})");
  EXPECT_EQ(zones.calls, 0);
}

TEST_F(ZonesTest, a_zone_is_linked_when_it_is_created) {
  ask("PUT", "/v1/zones/example.org", R"({"link":"Example.NET."})");
  EXPECT_EQ(zones.zone_draft.link, "example.net");
  make("example.com");
  EXPECT_NE(ask("POST", "/v1/zones/example.com", R"({"link":"example.net"})")
                .find(R"({"path":"link","code":"unchangeable")"),
            std::string::npos);
  EXPECT_EQ(ask("POST", "/v1/zones/example.com", R"({"link":""})").substr(0, 4), "200 ");
  EXPECT_NE(ask("PUT", "/v1/zones/example.info", R"({"link":"example.net","refresh":5})")
                .find(R"({"path":"refresh","code":"linked",)"
                      R"("message":"A linked zone takes it from its target"})"),
            std::string::npos);
}

TEST_F(ZonesTest, secondary_zones_are_refused_by_name) {
  EXPECT_NE(ask("PUT", "/v1/zones/example.org",
                R"({"secondary":{"enabled":true,"primary_ip":"192.0.2.1"}})")
                .find("Secondary zones are not supported"),
            std::string::npos);
  EXPECT_EQ(ask("PUT", "/v1/zones/example.org", R"({"link":null,"secondary":{"enabled":false}})")
                .substr(0, 4),
            "200 ");
}

TEST_F(ZonesTest, a_deleted_zone_answers_an_empty_object) {
  make("example.org");
  EXPECT_EQ(ask("DELETE", "/v1/zones/example.org", "{}"), "200 {}");
  EXPECT_EQ(ask("GET", "/v1/zones/example.org"), R"(404 {"message":"zone not found"})");
  EXPECT_EQ(ask("POST", "/v1/zones/example.org", "{}"), R"(404 {"message":"zone not found"})");
}

}  // namespace
}  // namespace zonecast::api::v1
