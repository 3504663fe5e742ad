// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/conditional.h"

#include <gtest/gtest.h>

#include "api/api_test_bed.h"

namespace zonecast::api {
namespace {

http::Request with(http::Request request, const char* header, const std::string& value) {
  request.headers.emplace(header, value);
  return request;
}

TEST(PreconditionOf, reads_tags_up_to_what_tells_representations_apart) {
  const auto found =
      precondition_of(with({}, "if-match", "\"41.7-0123abcd\", \"41.8-9\" ,W/\"41.9-1\""));
  EXPECT_EQ(found.tags, (std::vector<std::string>{"41.7", "41.8", ""}));
  EXPECT_FALSE(found.check("41.9")) << "a weak tag matches nothing";
  EXPECT_FALSE(found.must_exist);
}

TEST(PreconditionOf, reads_stars) {
  EXPECT_TRUE(precondition_of(with({}, "if-match", " * ")).must_exist);
  EXPECT_TRUE(precondition_of(with({}, "if-none-match", "*")).must_be_absent);
  EXPECT_TRUE(precondition_of(with({}, "if-none-match", "\"41.7-1\"")).empty());
  EXPECT_TRUE(precondition_of({}).empty());
}

TEST(PreconditionOf, is_bounded) {
  std::string list;
  for (int i = 0; i < 5000; ++i) list += "\"1.1\",";
  EXPECT_LE(precondition_of(with({}, "if-match", list)).tags.size(), 100U);
}

class ConditionalTest : public ApiTestBed {};

TEST_F(ConditionalTest, a_zone_has_one_tag_in_every_representation) {
  ask("PUT", "/v1/zones/example.org", "{}");
  const auto made = header_of(last, "ETag");
  ask("GET", "/v1/zones/example.org?records=false");
  const auto bare = header_of(last, "ETag");
  EXPECT_NE(made, bare);
  EXPECT_EQ(made.substr(0, made.find('-')), bare.substr(0, bare.find('-')));
  EXPECT_TRUE(
      ask(with(request_of("POST", "/v1/zones/example.org", R"({"ttl":60})"), "if-match", bare))
          .starts_with("200 "));
}

TEST_F(ConditionalTest, a_stale_tag_is_answered_412_with_the_zone_as_it_is) {
  ask("PUT", "/v1/zones/example.org", "{}");
  const auto stale = header_of(last, "ETag");
  ask("POST", "/v1/zones/example.org", R"({"ttl":60})");
  const auto now = header_of(last, "ETag");
  const auto answer =
      ask(with(request_of("POST", "/v1/zones/example.org", R"({"ttl":90})"), "if-match", stale));
  EXPECT_TRUE(answer.starts_with("412 {\"id\":")) << answer;
  EXPECT_NE(answer.find("\"ttl\":60"), std::string::npos);
  EXPECT_EQ(header_of(last, "ETag"), now);
}

}  // namespace
}  // namespace zonecast::api
