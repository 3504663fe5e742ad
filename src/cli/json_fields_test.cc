// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/json_fields.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace zonecast::cli {
namespace {

const boost::json::value sample = boost::json::parse(
    R"({"zone":"example.org","serial":4294967295,"in_sync":true,"rows":[1],"none":null})");

TEST(JsonFields, give_what_is_there) {
  EXPECT_EQ(text_of(sample, "zone"), "example.org");
  EXPECT_EQ(number_of(sample, "serial"), 4294967295);
  EXPECT_EQ(text_of(sample, "serial"), "4294967295");
  EXPECT_TRUE(truth_of(sample, "in_sync"));
  EXPECT_EQ(list_of(sample, "rows").size(), 1u);
}

TEST(JsonFields, are_empty_where_nothing_is) {
  EXPECT_EQ(text_of(sample, "none"), "");
  EXPECT_EQ(number_of(sample, "zone"), 0);
  EXPECT_FALSE(truth_of(sample, "absent"));
  EXPECT_TRUE(list_of(sample, "zone").empty());
  EXPECT_EQ(find(boost::json::value(1), "zone"), nullptr);
}

}  // namespace
}  // namespace zonecast::cli
