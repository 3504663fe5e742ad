// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/openapi.h"

#include "api/api_test_bed.h"
#include "api/route.h"

namespace zonecast::api {
namespace {

class OpenapiTest : public ApiTestBed {};

TEST_F(OpenapiTest, the_description_needs_no_key_and_has_a_tag) {
  auto request = request_of("GET", "/v1/openapi.json");
  request.headers.erase("x-nsone-key");
  EXPECT_EQ(ask(request), "200 " + std::string(openapi_text()));
  EXPECT_EQ(header_of(last, "Content-Type"), "application/json");
  const auto tag = header_of(last, "ETag");
  EXPECT_FALSE(tag.empty());
  request.headers.emplace("if-none-match", tag);
  EXPECT_EQ(ask(request), "304 ");
}

TEST_F(OpenapiTest, a_final_slash_is_tolerated_and_a_change_is_not) {
  EXPECT_EQ(route_of_path("/v1/openapi.json/")->resource, Resource::openapi);
  EXPECT_FALSE(route_of_path("/v1/openapi.json/more"));
  EXPECT_EQ(ask("PUT", "/v1/openapi.json").substr(0, 3), "405");
}

}  // namespace
}  // namespace zonecast::api
