// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/tsig_algorithm.h"

#include <gtest/gtest.h>

namespace zonecast::dns {
namespace {

TEST(TsigAlgorithm, is_read_in_any_letter_case_and_under_both_names_of_md5) {
  EXPECT_EQ(tsig_algorithm_from_text("HMAC-SHA256."), TsigAlgorithm::hmac_sha256);
  EXPECT_EQ(tsig_algorithm_from_text("hmac-md5"), TsigAlgorithm::hmac_md5);
  EXPECT_EQ(tsig_algorithm_from_text("HMAC-MD5.SIG-ALG.REG.INT"), TsigAlgorithm::hmac_md5);
  EXPECT_EQ(tsig_algorithm_from_text("hmac-sha3"), std::nullopt);
  EXPECT_EQ(tsig_algorithm_from_text(""), std::nullopt);
  EXPECT_EQ(to_text(wire_name(TsigAlgorithm::hmac_md5)), "hmac-md5.sig-alg.reg.int.");
  for (std::size_t i = 0; i < tsig_algorithm_count; ++i) {
    const auto algorithm = static_cast<TsigAlgorithm>(i);
    EXPECT_EQ(tsig_algorithm_from_text(to_text(algorithm)), algorithm);
  }
}

}  // namespace
}  // namespace zonecast::dns
