// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/character_string.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace zonecast::model {
namespace {

std::string octets(std::string_view text) {
  const auto bytes = character_string_of_text(text);
  return std::string(base::as_text(bytes));
}

TEST(CharacterString, plain_text_means_itself) {
  EXPECT_EQ(octets("v=DKIM1; k=rsa; p=MIGf"), "v=DKIM1; k=rsa; p=MIGf");
  EXPECT_EQ(octets("say \"hello\" to them"), "say \"hello\" to them");
  EXPECT_EQ(octets("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
  EXPECT_EQ(octets(""), "");
}

TEST(CharacterString, quotes_around_the_whole_are_taken_off) {
  EXPECT_EQ(octets("\"heritage=external-dns,owner=a\""), "heritage=external-dns,owner=a");
  EXPECT_EQ(octets("\"\""), "");
  EXPECT_EQ(octets("\""), "\"");
  EXPECT_EQ(octets("\"ends with an escaped quote\\\""), "\"ends with an escaped quote\"");
}

TEST(CharacterString, only_some_backslashes_escape) {
  EXPECT_EQ(octets("\\065\\\\\\\"\\;"), "A\\\";");
  EXPECT_EQ(octets("!^\\+1(.*)$!sip:\\1@example.org!"), "!^\\+1(.*)$!sip:\\1@example.org!");
  EXPECT_EQ(octets("\\999"), "\\999");
  EXPECT_EQ(octets("\\"), "\\");
}

TEST(CharacterString, shows_octets_that_are_not_text_as_decimal_escapes) {
  const base::Bytes mixed{'a', 0, 0xff, 0xc3, 0xbc, 0xc3, '\\', '"'};
  EXPECT_EQ(text_of_character_string(mixed), "a\\000\\255\xc3\xbc\\195\\\\\"");
  EXPECT_EQ(text_of_character_string(base::as_bytes("\"in quotes\"")), "\\\"in quotes\"");
}

TEST(CharacterString, text_gives_the_octets_back) {
  rc::check([](const base::Bytes& any) {
    RC_ASSERT(character_string_of_text(text_of_character_string(any)) == any);
    RC_ASSERT(character_string_of_text(quoted_character_string(any)) == any);
  });
  rc::check([] {
    const auto nasty = *rc::gen::container<base::Bytes>(
        rc::gen::element<std::uint8_t>('"', '\\', ';', '0', '1', ' ', 0xc3, 0xbc));
    RC_ASSERT(character_string_of_text(text_of_character_string(nasty)) == nasty);
    RC_ASSERT(character_string_of_text(quoted_character_string(nasty)) == nasty);
  });
}

TEST(CharacterString, splits_at_white_space_outside_quotes) {
  EXPECT_EQ(split_presentation("  10\tmail.example.org  "),
            (std::vector<std::string>{"10", "mail.example.org"}));
  EXPECT_EQ(split_presentation("1 . alpn=\"h2 h3\" a\\ b"),
            (std::vector<std::string>{"1", ".", "alpn=\"h2 h3\"", "a\\ b"}));
  EXPECT_EQ(split_presentation("0 issue ca.example; account=x ", 3),
            (std::vector<std::string>{"0", "issue", "ca.example; account=x"}));
  EXPECT_TRUE(split_presentation(" \t").empty());
}

TEST(CharacterString, knows_a_list_of_quoted_strings) {
  EXPECT_TRUE(is_quoted_list("\"foo\" \"bar\""));
  EXPECT_TRUE(is_quoted_list("\"fo\\\"o\""));
  EXPECT_FALSE(is_quoted_list("\"foo\" bar"));
  EXPECT_FALSE(is_quoted_list("\"foo\"bar\""));
  EXPECT_FALSE(is_quoted_list("foo"));
  EXPECT_FALSE(is_quoted_list(""));
}

}  // namespace
}  // namespace zonecast::model
