// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "api/json/value.h"
#include "api/json/writer.h"

namespace zonecast::api::json {
namespace {

std::string reason(std::string_view text) {
  const auto value = parse(text);
  return value ? "accepted" : std::to_string(value.error().position) + ": " + value.error().reason;
}

TEST(Json, what_is_parsed_comes_back_compact_in_order_and_with_numbers_as_written) {
  const auto value =
      parse(" {\"b\" : [1, 1.0, -0, 1e3, \"x\\u00fc\\n\"],\n \"a\":{\"t\":true,\"n\":null}} \n");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(to_text(*value),
            "{\"b\":[1,1.0,-0,1e3,\"x\xc3\xbc\\n\"],\"a\":{\"t\":true,\"n\":null}}");
}

TEST(Json, whole_numbers_may_come_in_several_spellings) {
  const auto integer = [](std::string_view text) { return parse(text)->integer(); };
  EXPECT_EQ(integer("3600"), 3600);
  EXPECT_EQ(integer("3600.0"), 3600);
  EXPECT_EQ(integer("\"53\""), 53);
  EXPECT_EQ(integer("-1"), -1);
  EXPECT_FALSE(integer("53.5"));
  EXPECT_FALSE(integer("1e3"));
  EXPECT_FALSE(integer("\"53a\""));
  EXPECT_FALSE(integer("\"\""));
  EXPECT_FALSE(integer("true"));
  EXPECT_FALSE(integer("99999999999999999999"));
}

TEST(Json, a_null_member_is_taken_for_absent) {
  const auto value = parse("{\"a\":null,\"b\":1}");
  const auto& object = *value->object();
  EXPECT_EQ(find(object, "a"), nullptr);
  EXPECT_NE(find_with_null(object, "a"), nullptr);
  EXPECT_NE(find(object, "b"), nullptr);
  EXPECT_EQ(find(object, "c"), nullptr);
}

TEST(Json, errors_say_where_they_are) {
  EXPECT_TRUE(reason("{\"a\":}").starts_with("5: ")) << reason("{\"a\":}");
  EXPECT_TRUE(reason("{\"a\":\"\xff\"}").starts_with("6: ")) << reason("{\"a\":\"\xff\"}");
  EXPECT_NE(reason("{} x"), "accepted");
  EXPECT_NE(reason(""), "accepted");
  EXPECT_NE(reason("{\"a\":1"), "accepted");
  EXPECT_NE(reason("{\"a\":\"\\ud800\"}"), "accepted");
}

TEST(Json, a_member_given_twice_is_refused) {
  EXPECT_NE(reason("{\"ttl\":1,\"x\":{\"a\":1,\"a\":2}}").find("the member \"a\" is given twice"),
            std::string::npos);
}

TEST(Json, depth_is_bounded) {
  const std::string open(depth_max, '['), close(depth_max, ']');
  EXPECT_EQ(reason(open + close), "accepted");
  EXPECT_NE(reason("[" + open + close + "]").find("levels deep"), std::string::npos);
}

TEST(Json, a_byte_order_mark_is_skipped) { EXPECT_EQ(reason("\xef\xbb\xbf{}"), "accepted"); }

TEST(Json, the_writer_puts_commas_and_escapes) {
  std::string out;
  Writer writer(out);
  writer.begin_object().member("a", "x\"\\\x01").key("b").begin_array().value(1).value(true).null();
  writer.begin_object().end_object().end_array().member("c", std::string("\xff")).end_object();
  EXPECT_EQ(out, "{\"a\":\"x\\\"\\\\\\u0001\",\"b\":[1,true,null,{}],\"c\":\"\xef\xbf\xbd\"}");
}

TEST(Json, any_octets_written_parse_again) {
  rc::check([](const std::string& any) {
    std::string out;
    append_quoted(out, any);
    const auto value = parse(out);
    RC_ASSERT(value.has_value());
    std::string again;
    append_text(again, *value);
    RC_ASSERT(again == out);
  });
}

}  // namespace
}  // namespace zonecast::api::json
