// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/masked_json.h"

#include <gtest/gtest.h>

namespace zonecast::store {
namespace {

TEST(MaskedJson, secrets_are_masked_at_any_depth_and_all_else_is_kept) {
  EXPECT_EQ(
      masked_json(R"({"name":"k","secrets":[{"id":"1","hash":"ab"}],"tsig":{"secret":{"a":1}}})"),
      R"({"name":"k","secrets":[{"id":"1","hash":"********"}],"tsig":{"secret":"********"}})");
}

TEST(MaskedJson, what_is_no_object_is_not_shown) {
  for (const auto* text : {"", "secret", "[\"secret\"]", "{\"secret\":"}) {
    EXPECT_EQ(masked_json(text), R"({"":"********"})") << text;
  }
}

}  // namespace
}  // namespace zonecast::store
