// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/key_command.h"

#include <gtest/gtest.h>

namespace zonecast::cli {
namespace {

TEST(KeyText, a_secret_alone_has_no_name) {
  const auto key = parse_key_text(" c2Vj\ncmV0\n");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->secret, "c2VjcmV0");
  EXPECT_TRUE(key->name.empty());
  EXPECT_TRUE(key->algorithm.empty());
}

TEST(KeyText, a_statement_of_bind_is_read) {
  const auto key = parse_key_text(
      "key \"xfr.example.org\" {\n\talgorithm hmac-sha512;\n\tsecret \"c2VjcmV0\";\n};\n");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name, "xfr.example.org");
  EXPECT_EQ(key->algorithm, "hmac-sha512");
  EXPECT_EQ(key->secret, "c2VjcmV0");
  EXPECT_EQ(parse_key_text("key k{algorithm hmac-md5;secret c2VjcmV0;};")->name, "k");
}

TEST(KeyText, a_key_of_nsd_is_read) {
  const auto key = parse_key_text(
      "key:\n    name: xfr.example.org.\n    algorithm: hmac-sha256\n    secret: \"c2VjcmV0\"\n");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name, "xfr.example.org.");
  EXPECT_EQ(key->algorithm, "hmac-sha256");
  EXPECT_EQ(key->secret, "c2VjcmV0");
}

TEST(KeyText, what_is_no_key_is_told) {
  for (const auto* text : {"", "\n", "not a key!", "{\"a\":1}"}) {
    EXPECT_FALSE(parse_key_text(text)) << text;
  }
}

}  // namespace
}  // namespace zonecast::cli
