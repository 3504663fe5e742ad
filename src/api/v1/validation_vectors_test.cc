// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of tests/data/validation_vectors.json and record_vectors.json, which the API and the
// console share.
#include <fstream>
#include <sstream>

#include "api/api_test_bed.h"
#include "api/json/value.h"
#include "api/json/writer.h"

#ifndef ZC_TEST_DATA
#define ZC_TEST_DATA "tests/data"
#endif

namespace zonecast::api::v1 {
namespace {

class ValidationVectors : public ApiTestBed {
 protected:
  void SetUp() override { ask("PUT", "/v1/zones/example.org", "{}"); }
  void read(const std::string& name) {
    std::ifstream file(ZC_TEST_DATA "/" + name);
    std::stringstream text;
    text << file.rdbuf();
    auto parsed = json::parse(text.str());
    ASSERT_TRUE(parsed.has_value()) << parsed.error().reason;
    table = *std::move(parsed);
  }
  /// Saves one row that is right but for the field, where no row and no key of its name is kept: an
  /// empty value would mean those.
  std::string save(const std::string& field, const std::string& input) {
    ask("POST", "/v1/zones/example.org", R"({"primary":{"enabled":true,"secondaries":[]}})");
    const auto new_key = "xfr" + std::to_string(++saved) + ".example.org";
    std::string row;
    json::Writer writer(row);
    writer.begin_object().member("ip", field == "ip" ? input : "192.0.2.20");
    if (field == "port") writer.member("port", input);
    if (field != "ip" && field != "port") {
      writer.key("tsig").begin_object().member("enabled", true);
      writer.member("name", field == "name" ? input : new_key);
      writer.member("hash", field == "hash" ? input : "hmac-sha256");
      writer.member("key", field == "key" ? input : "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
          .end_object();
    }
    writer.end_object();
    return ask("POST", "/v1/zones/example.org",
               R"({"primary":{"enabled":true,"secondaries":[)" + row + "]}}");
  }
  json::Value table;
  int saved = 0;
};

TEST_F(ValidationVectors, are_answered_as_the_table_says) {
  read("validation_vectors.json");
  const auto* vectors = json::find(*table.object(), "vectors")->array();
  ASSERT_GE(vectors->size(), 80U);
  for (const auto& each : *vectors) {
    const auto& vector = *each.object();
    const auto field = *json::find(vector, "field")->string();
    const auto input = *json::find(vector, "input")->string();
    const auto& wanted = *json::find(vector, "api")->object();
    const auto answer = save(field, input);
    const bool is_tsig = field != "ip" && field != "port";
    if (const auto* accepted = json::find(wanted, "accepted")) {
      ASSERT_EQ(answer.substr(0, 4), "200 ") << field << " " << input << "\n" << answer;
      EXPECT_NE(answer.find("\"" + field + "\":" + json::to_text(*accepted)), std::string::npos)
          << field << " " << input << "\n"
          << answer;
      continue;
    }
    std::string error;
    json::Writer(error)
        .begin_object()
        .member("path", "primary.secondaries[0]." + std::string(is_tsig ? "tsig." : "") + field)
        .member("code", *json::find(wanted, "code")->string())
        .member("message", *json::find(wanted, "message")->string())
        .end_object();
    EXPECT_NE(answer.find("\"errors\":[" + error + "]"), std::string::npos)
        << field << " " << input << "\n"
        << answer;
  }
}

TEST_F(ValidationVectors, of_records_are_taken_and_refused_as_the_table_says) {
  read("record_vectors.json");
  const auto* vectors = json::find(*table.object(), "vectors")->array();
  ASSERT_GE(vectors->size(), 120U);
  for (std::size_t i = 0; i < vectors->size(); ++i) {
    const auto& vector = *(*vectors)[i].object();
    const auto type = *json::find(vector, "type")->string();
    if (type == "ALIAS") continue;  // its rules are those of the use cases, which are fakes here
    const auto parts = json::to_text(*json::find(vector, "answer"));
    const auto answer =
        ask("PUT", "/v1/zones/example.org/v" + std::to_string(i) + ".example.org/" + type,
            R"({"answers":[{"answer":)" + parts + "}]}");
    const bool is_taken = *json::find(vector, "api")->string() == "accepted";
    EXPECT_EQ(answer.substr(0, 4), is_taken ? "200 " : "400 ") << type << " " << parts << "\n"
                                                               << answer;
  }
}

}  // namespace
}  // namespace zonecast::api::v1
