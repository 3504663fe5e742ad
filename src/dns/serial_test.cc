// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/serial.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace zonecast::dns {
namespace {

TEST(Serial, precedes_its_successor_across_the_wrap) {
  EXPECT_TRUE(Serial(0xffff'ffff).precedes(Serial(0)));
  EXPECT_TRUE(Serial(0).follows(Serial(0xffff'ffff)));
  EXPECT_EQ(Serial(0xffff'ffff).plus(1), Serial(0));
}

TEST(Serial, does_not_precede_itself) { EXPECT_FALSE(Serial(7).precedes(Serial(7))); }

TEST(Serial, does_not_compare_across_half_the_space) {
  const Serial one(1);
  const Serial opposite = one.plus(0x7fff'ffff).plus(1);
  EXPECT_FALSE(one.precedes(opposite));
  EXPECT_FALSE(opposite.precedes(one));
}

RC_GTEST_PROP(Serial, precedes_every_serial_reached_by_adding,
              (std::uint32_t value, std::uint32_t by)) {
  by &= 0x7fff'ffff;
  const Serial from(value);
  RC_ASSERT(from.precedes(from.plus(by)) == (by != 0));
  RC_ASSERT(!from.follows(from.plus(by)));
}

RC_GTEST_PROP(Serial, never_precedes_in_both_directions, (std::uint32_t a, std::uint32_t b)) {
  RC_ASSERT(!(Serial(a).precedes(Serial(b)) && Serial(b).precedes(Serial(a))));
}

}  // namespace
}  // namespace zonecast::dns
