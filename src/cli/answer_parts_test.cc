// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/answer_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zonecast::cli {
namespace {

using testing::ElementsAre;

TEST(AnswerParts, are_parted_by_blanks) {
  EXPECT_THAT(answer_parts("MX", "10 mail.example.org."), ElementsAre("10", "mail.example.org."));
  EXPECT_THAT(answer_parts("A", "192.0.2.1"), ElementsAre("192.0.2.1"));
}

TEST(AnswerParts, of_unquoted_txt_are_one_string) {
  EXPECT_THAT(answer_parts("TXT", "v=spf1 mx -all"), ElementsAre("v=spf1 mx -all"));
}

TEST(AnswerParts, of_quoted_txt_are_the_strings) {
  EXPECT_THAT(answer_parts("TXT", "\"foo bar\" \"baz\""), ElementsAre("foo bar", "baz"));
  EXPECT_THAT(answer_parts("TXT", "\"say \\\"hi\\\"\""), ElementsAre("say \"hi\""));
}

TEST(AnswerParts, may_be_quoted_beside_plain_ones) {
  EXPECT_THAT(answer_parts("CAA", "0 issue \"ca.example; account=x\""),
              ElementsAre("0", "issue", "ca.example; account=x"));
}

TEST(AnswerParts, keep_an_empty_string) {
  EXPECT_THAT(answer_parts("TXT", "\"\""), ElementsAre(""));
  EXPECT_THAT(answer_parts("TXT", "\"\" \"a\""), ElementsAre("", "a"));
}

}  // namespace
}  // namespace zonecast::cli
