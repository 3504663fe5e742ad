// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/tsig_fields.h"

#include <gtest/gtest.h>

namespace zonecast::api::v1 {
namespace {

TEST(TsigFields, a_key_name_is_lower_case_with_or_without_the_final_dot) {
  EXPECT_EQ(dns::to_text(*key_name_of_text("Xfr.Example.ORG")), "xfr.example.org.");
  EXPECT_EQ(dns::to_text(*key_name_of_text("xfr.example.org.")), "xfr.example.org.");
}

TEST(TsigFields, what_is_no_key_name_is_told) {
  for (const auto* text : {"", ".", "a b", "a..b", "a\tb"}) {
    EXPECT_FALSE(key_name_of_text(text)) << text;
  }
}

TEST(TsigFields, every_wrong_member_is_told) {
  const auto members = json::parse_body(R"({"name":"a b","hash":"sha","key":"?","empty":""})");
  json::FieldProblems problems;
  const json::Fields fields(*members, "tsig", problems);
  EXPECT_FALSE(key_name_of(fields, "name"));
  EXPECT_FALSE(algorithm_of(fields, "hash"));
  EXPECT_FALSE(secret_of(fields, "key"));
  EXPECT_FALSE(secret_of(fields, "empty"));
  const auto problem = problems.take();
  ASSERT_EQ(problem.fields.size(), 3U);
  EXPECT_EQ(problem.fields[0].path, "tsig.name");
  EXPECT_EQ(problem.fields[1].code, "unknown_hash");
  EXPECT_EQ(problem.fields[2].code, "invalid_base64");
}

}  // namespace
}  // namespace zonecast::api::v1
