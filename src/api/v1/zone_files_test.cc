// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/zone_files.h"

#include "api/api_test_bed.h"
#include "api/v1/many_zone_files.h"

namespace zonecast::api::v1 {
namespace {

std::string part(const std::string& name, const std::string& content,
                 const std::string& filename = {}) {
  return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"" +
         (filename.empty() ? "" : "; filename=\"" + filename + "\"") + "\r\n\r\n" + content +
         "\r\n";
}

class ZoneFilesTest : public ApiTestBed {
 protected:
  static http::Request form(const std::string& target, const std::string& method = "PUT") {
    auto request = request_of(method, target);
    request.headers.emplace("content-type", "multipart/form-data; boundary=b");
    return request;
  }
};

TEST_F(ZoneFilesTest, a_raw_body_is_the_zone_file) {
  const auto answer = upload(request_of("PUT", "/v1/import/zonefile/Example.org"), "one\ntwo\n");
  EXPECT_EQ(imports.texts, std::vector<std::string>{"one\ntwo\n"});
  EXPECT_EQ(imports.begun.at(0).name, "example.org");
  EXPECT_NE(
      answer.find(
          R"("import":{"created":true,"change":{"id":"5","serial":1,"added":2,"deleted":0}},"records":[)"),
      std::string::npos)
      << answer;
  EXPECT_EQ(header_of(last, "X-RateLimit-By"), "customer");
}

TEST_F(ZoneFilesTest, a_form_has_the_file_in_its_part_zonefile) {
  const auto answer = upload(
      form("/v1/import/zonefile/example.org?name=Internal&networks=1,2&views=a,b&records=false"),
      part("other", "x") + part("zonefile", "one\n") + "--b--\r\n");
  EXPECT_EQ(answer.substr(0, 4), "200 ") << answer;
  EXPECT_EQ(imports.texts, std::vector<std::string>{"one\n"});
  EXPECT_EQ(imports.begun.at(0).name, "internal");
  EXPECT_EQ(dns::to_text(imports.begun.at(0).apex), "example.org.");
  EXPECT_NE(answer.find(R"("networks":[1,2])"), std::string::npos);
  EXPECT_NE(answer.find(R"("views":["a","b"])"), std::string::npos);
  EXPECT_EQ(answer.find(R"("records")"), std::string::npos);
}

TEST_F(ZoneFilesTest, settings_may_come_before_the_file) {
  const auto answer = upload(
      form("/v1/import/zonefile/example.org"),
      part("settings",
           R"({"primary":{"enabled":true,"secondaries":[{"ip":"192.0.2.1","notify":true}]}})") +
          part("file", "one\n", "example.org.zone") + "--b--\r\n");
  EXPECT_NE(answer.find(R"("ip":"192.0.2.1","port":53,"notify":true)"), std::string::npos)
      << answer;
}

TEST_F(ZoneFilesTest, the_first_error_ends_the_upload_and_is_told_with_its_line) {
  const auto answer =
      upload(request_of("PUT", "/v1/import/zonefile/example.org"), "one\nbad\nthree\n");
  EXPECT_EQ(
      answer,
      R"(400 {"message":"line 2: bad","errors":[{"path":"","code":"invalid","message":"line 2: bad"}]})");
  EXPECT_EQ(zones.count(), 0U);
}

TEST_F(ZoneFilesTest, a_form_without_the_file_or_without_its_end_is_refused) {
  EXPECT_NE(upload(form("/v1/import/zonefile/example.org"), part("other", "x") + "--b--")
                .find("no part named zonefile"),
            std::string::npos);
  EXPECT_NE(upload(form("/v1/import/zonefile/example.org"), part("zonefile", "one\n"))
                .find("closing delimiter"),
            std::string::npos);
  EXPECT_NE(upload(form("/v1/import/zonefile/example.org"),
                   part("zonefile", "a") + part("zonefile", "b") + "--b--")
                .find("/v1/import/zonefiles"),
            std::string::npos);
  EXPECT_NE(upload(form("/v1/import/zonefile/example.org"),
                   part("settings", "{\"ttl\":-1}") + part("zonefile", "a") + "--b--")
                .find("settings.ttl"),
            std::string::npos);
  EXPECT_EQ(zones.count(), 0U);
}

TEST_F(ZoneFilesTest, an_upload_that_ends_early_changes_nothing) {
  const auto receiver = api.stream(request_of("PUT", "/v1/import/zonefile/example.org"));
  receiver->write("one\n");
  EXPECT_EQ(receiver->finish(false).status, 400U);
  EXPECT_EQ(zones.count(), 0U);
}

TEST_F(ZoneFilesTest, an_upload_without_a_key_is_refused_before_it_is_read) {
  auto request = request_of("PUT", "/v1/import/zonefile/example.org");
  request.headers.erase("x-nsone-key");
  const auto receiver = api.stream(request);
  ASSERT_TRUE(receiver);
  EXPECT_FALSE(receiver->write("one\n"));
  EXPECT_EQ(receiver->finish(true).status, 401U);
  EXPECT_EQ(upload(request_of("PUT", "/v1/import/zonefile/a..b"), "x").substr(0, 4), "400 ");
}

TEST_F(ZoneFilesTest, other_requests_are_not_streamed) {
  EXPECT_FALSE(api.stream(request_of("PUT", "/v1/zones/example.org")));
  EXPECT_FALSE(api.stream(request_of("GET", "/v1/import/zonefile/example.org")));
}

TEST_F(ZoneFilesTest, a_repeated_upload_gets_the_stored_result_after_it_was_read) {
  zones.earlier["admin k"] = R"({"zone":"example.org"})";
  auto request = request_of("PUT", "/v1/import/zonefile/example.org");
  request.headers.emplace("idempotency-key", "k");
  const auto receiver = api.stream(request);
  EXPECT_TRUE(receiver->write("one\n"));
  EXPECT_EQ(receiver->finish(true).body, R"({"zone":"example.org"})");
  EXPECT_TRUE(imports.begun.empty());
}

TEST_F(ZoneFilesTest, many_files_are_told_zone_by_zone) {
  zones.create("old.example", dns::Name::from_text("old.example").value(), {}, {});
  const auto body =
      part("settings", R"({"primary":{"enabled":true,"secondaries":[{"ip":"192.0.2.1"}]}})") +
      part("new.example", "one\n", "zones/new.example.zone") + part("old.example", "one\n") +
      part("a..b", "one\n") + part("wrong.example", "one\nbad\n") + "--b--\r\n";
  EXPECT_EQ(
      upload(form("/v1/import/zonefiles", "POST"), body),
      R"(200 {"created":1,"changed":1,"unchanged":0,"failed":2,"zones":[)"
      R"({"zone":"new.example","file":"zones/new.example.zone","status":"created","serial":1},)"
      R"({"zone":"old.example","status":"changed","serial":2},)"
      R"({"zone":"a..b","status":"failed","message":"Not a domain name: )" +
          dns::Name::from_text("a..b").error().message +
          R"("},{"zone":"wrong.example","status":"failed","message":"line 2: bad"}]})");
  EXPECT_EQ(imports.groups, 1);
  EXPECT_EQ(zones.get("new.example")->settings->primary.secondaries.size(), 1U);
}

TEST_F(ZoneFilesTest, many_files_are_committed_in_few_groups_of_bounded_size) {
  const std::string mebibyte(1 << 20, 'x');
  std::string body;
  for (int i = 0; i < 40; ++i) body += part("z" + std::to_string(i) + ".example", mebibyte);
  const auto answer = upload(form("/v1/import/zonefiles", "POST"), body + "--b--", 1 << 16);
  EXPECT_NE(answer.find("\"created\":40"), std::string::npos) << answer.substr(0, 200);
  EXPECT_EQ(imports.groups, 2);
}

TEST_F(ZoneFilesTest, a_file_too_long_for_a_group_fails_alone) {
  const std::string body =
      part("long.example", std::string(33u << 20, 'x')) + part("short.example", "x\n") + "--b--";
  const auto answer = upload(form("/v1/import/zonefiles", "POST"), body, 1 << 20);
  EXPECT_NE(answer.find(R"("zone":"long.example","status":"failed")"), std::string::npos);
  EXPECT_NE(answer.find(R"("zone":"short.example","status":"created")"), std::string::npos);
}

TEST_F(ZoneFilesTest, a_cut_off_form_tells_what_was_imported_and_what_was_not) {
  const auto answer =
      upload(form("/v1/import/zonefiles", "POST"), part("a.example", "x\n") +
                                                       "--b\r\nContent-Disposition: "
                                                       "form-data; name=b.example\r\n\r\nhalf");
  EXPECT_EQ(answer.substr(0, 4), "400 ");
  EXPECT_NE(answer.find(R"("zone":"a.example","status":"created")"), std::string::npos) << answer;
  EXPECT_NE(answer.find(R"("zone":"b.example","status":"failed")"), std::string::npos);
  EXPECT_EQ(upload(request_of("POST", "/v1/import/zonefiles"), "x").substr(0, 4), "400 ");
}

TEST_F(ZoneFilesTest, an_export_is_text_and_always_ready) {
  zones.create("example.org", dns::Name::from_text("example.org").value(), {}, {});
  EXPECT_EQ(ask("GET", "/v1/export/zonefile/example.org"), "200 example.org. 3600 IN SOA\n");
  EXPECT_TRUE(header_of(last, "Content-Type").starts_with("text/plain"));
  const auto status =
      R"(200 {"status":"completed","message":"","generated_at":"2026-11-22T12:00:00.000Z"})";
  EXPECT_EQ(ask("PUT", "/v1/export/zonefile/example.org", "{}"), status);
  EXPECT_EQ(ask("PUT", "/v1/zones/example.org/export/zonefile"), status);
  EXPECT_EQ(ask("GET", "/v1/export/zonefile/example.org/status"), status);
}

TEST_F(ZoneFilesTest, an_export_of_a_missing_zone_is_told_in_the_words_of_ns1) {
  EXPECT_EQ(ask("GET", "/v1/export/zonefile/example.net"), R"(404 {"message":"No export found."})");
  EXPECT_EQ(ask("GET", "/v1/export/zonefile/example.net/status"),
            R"(404 {"message":"No export found for the specified zone."})");
  EXPECT_EQ(ask("PUT", "/v1/export/zonefile/example.net"), R"(404 {"message":"zone not found"})");
}

}  // namespace
}  // namespace zonecast::api::v1
