// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/table.h"

#include <gtest/gtest.h>

namespace zonecast::cli {
namespace {

TEST(Table, columns_are_as_wide_as_their_widest_cell) {
  Table table({"ZONE", "SERIAL"});
  table.add({"example.org", "1"});
  table.add({"a", "2"});
  EXPECT_EQ(table.to_text(), "ZONE         SERIAL\nexample.org  1\na            2");
}

TEST(Table, counts_characters_rather_than_octets) {
  Table table({"A", "B"});
  table.add({"\u00e4\u00f6", "x"});
  EXPECT_EQ(table.to_text(), "A   B\n\u00e4\u00f6  x");
}

TEST(Table, lines_do_not_end_in_blanks) {
  Table table({"A", "B"});
  table.add({"xx", ""});
  EXPECT_EQ(table.to_text(), "A   B\nxx");
}

}  // namespace
}  // namespace zonecast::cli
