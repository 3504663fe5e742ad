// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/checksum.h"

#include <gtest/gtest.h>

namespace zonecast::zone {
namespace {

TEST(Checksum, is_xxh64) {
  EXPECT_EQ(checksum(base::as_bytes("")), 0xEF46'DB37'51D8'E999U);
  EXPECT_EQ(checksum(base::as_bytes("a")), 0xD24E'C4F1'A98C'6E5BU);
  EXPECT_EQ(checksum(base::as_bytes("abc")), 0x44BC'2CF5'AD77'0999U);
  EXPECT_EQ(checksum(base::as_bytes("Nobody inspects the spammish repetition")),
            0xFBCE'A83C'8A37'8BF1U);
}

}  // namespace
}  // namespace zonecast::zone
