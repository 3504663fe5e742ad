// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace zonecast::base {
namespace {

TEST(ByteReader, stays_failed_after_a_read_past_the_end) {
  const Bytes octets{0x12, 0x34, 0x56};
  ByteReader reader(octets);
  EXPECT_EQ(reader.u16(), 0x1234);
  EXPECT_EQ(reader.u32(), 0U);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.u8(), 0);
}

TEST(Base64, refuses_what_is_not_base64) {
  EXPECT_FALSE(from_base64("abc"));
  EXPECT_FALSE(from_base64("a=bc"));
  EXPECT_FALSE(from_base64("ab!d"));
  EXPECT_TRUE(from_base64("YW Jj\n"));
}

RC_GTEST_PROP(Base64, gives_back_what_was_encoded, (const Bytes& octets)) {
  RC_ASSERT(from_base64(to_base64(octets)) == octets);
}

RC_GTEST_PROP(Hex, gives_back_what_was_encoded, (const Bytes& octets)) {
  RC_ASSERT(from_hex(to_hex(octets)) == octets);
}

}  // namespace
}  // namespace zonecast::base
