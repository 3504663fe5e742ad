// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace zonecast::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(RequestTarget, keeps_the_path_encoded_and_decodes_the_query) {
  const auto target = parse_target("/v1/zones/a%2Fb?after=b.example.org&limit=2&flag&x=%26+y");
  EXPECT_EQ(target.path, "/v1/zones/a%2Fb");
  EXPECT_THAT(target.query, ElementsAre(Pair("after", "b.example.org"), Pair("limit", "2"),
                                        Pair("flag", ""), Pair("x", "& y")));
}

TEST(RequestTarget, accepts_the_absolute_form) {
  EXPECT_EQ(parse_target("http://example.org:8080/v1/zones?a=b").path, "/v1/zones");
  EXPECT_EQ(parse_target("http://example.org").path, "/");
  EXPECT_EQ(parse_target("http://example.org?a=b").path, "/");
}

TEST(RequestTarget, does_not_take_a_url_in_the_path_or_query_for_the_absolute_form) {
  EXPECT_EQ(parse_target("/go/http://example.org/x").path, "/go/http://example.org/x");
  EXPECT_EQ(parse_target("/go?to=http://example.org/x").path, "/go");
}

TEST(RequestTarget, has_a_path_whatever_comes_in) {
  EXPECT_EQ(parse_target("").path, "/");
  EXPECT_EQ(parse_target("*").path, "*");
  EXPECT_EQ(parse_target("?").path, "/");
  EXPECT_THAT(parse_target("?&&").query, IsEmpty());
}

TEST(PercentEncoding, leaves_what_is_no_escape_as_it_is) {
  EXPECT_EQ(percent_decode("100%"), "100%");
  EXPECT_EQ(percent_decode("%zz%4"), "%zz%4");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
}

TEST(PercentEncoding, decoding_undoes_encoding) {
  EXPECT_TRUE(rc::check(
      [](const std::string& text) { RC_ASSERT(percent_decode(percent_encode(text)) == text); }));
}

TEST(Request, finds_headers_and_query_members) {
  Request request;
  request.headers.emplace("x-nsone-key", "abc");
  request.query = {{"a", "1"}, {"a", "2"}};
  EXPECT_EQ(request.header("x-nsone-key"), "abc");
  EXPECT_EQ(request.header("absent"), "");
  EXPECT_EQ(request.query_value("a"), "1");
  EXPECT_EQ(request.query_value("b"), std::nullopt);
}

}  // namespace
}  // namespace zonecast::http
