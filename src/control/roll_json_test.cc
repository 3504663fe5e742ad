// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/roll_json.h"

#include <gtest/gtest.h>

namespace zonecast::control {
namespace {

TEST(RollJson, a_roll_over_comes_back_as_it_was) {
  const model::KeyRoll roll{.from = *dns::Name::from_text("old.example.org."),
                            .to = *dns::Name::from_text("new.example.org."),
                            .made_key = true,
                            .started_at = 1'700'000'000};
  const auto back = roll_from_json("old.example.org.", roll_to_json(roll));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, roll);
}

TEST(RollJson, what_we_did_not_write_is_an_error) {
  for (const auto* text : {"", "[]", "{}", "{\"to\":\"a..b\"}", "{\"to\":1}",
                           "{\"to\":\"a.\",\"future\":1}", "{\"to\":\"a.\",\"started_at\":1.5}"}) {
    EXPECT_FALSE(roll_from_json("old.example.org.", text)) << text;
  }
  EXPECT_FALSE(roll_from_json("a..b", "{\"to\":\"a.\"}"));
}

}  // namespace
}  // namespace zonecast::control
