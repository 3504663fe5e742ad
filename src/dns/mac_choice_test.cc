// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/mac_choice.h"

#include <gtest/gtest.h>

namespace zonecast::dns {
namespace {

using namespace std::chrono_literals;

/// As measured on a processor with SHA extensions and AVX-512: pairs, and sixteen at once.
MacCosts with_sha_extensions() {
  return {.openssl = 5300ns,
          .lanes = {MacCosts::Lanes{5200ns, 7000ns, 14'000ns, 28'000ns, 56'000ns}, std::nullopt,
                    MacCosts::Lanes{30'000ns, 30'000ns, 30'000ns, 30'000ns, 30'000ns}}};
}

/// Without them, as far as AVX2: eight at once.
MacCosts without_sha_extensions() {
  return {
      .openssl = 17'500ns,
      .lanes = {MacCosts::Lanes{46'000ns, 46'000ns, 46'000ns, 92'000ns, 184'000ns},
                MacCosts::Lanes{46'000ns, 46'000ns, 46'000ns, 46'000ns, 92'000ns}, std::nullopt}};
}

TEST(MacChoice, takes_for_each_number_what_is_fastest) {
  const MacChoice choice(with_sha_extensions());
  EXPECT_EQ(choice.to_text(), "2-8 sse, 9-16 avx512");
  EXPECT_EQ(choice.way(1), MacWay::openssl);
  EXPECT_EQ(choice.way(2), MacWay::sse);
  EXPECT_EQ(choice.way(16), MacWay::avx512);
  EXPECT_EQ(MacChoice(without_sha_extensions()).to_text(), "3-4 sse, 5-16 avx2");
}

TEST(MacChoice, is_openssl_where_lanes_save_too_little) {
  EXPECT_EQ(MacChoice().to_text(), "openssl");
  EXPECT_FALSE(MacChoice().uses_lanes());
  MacCosts costs{.openssl = 100ns, .lanes = {}};
  costs.lanes[1] = MacCosts::Lanes{100ns, 190ns, 380ns, 760ns, 1500ns};
  EXPECT_FALSE(MacChoice(costs).uses_lanes());
  costs.lanes[1] = MacCosts::Lanes{100ns, 190ns, 380ns, 760ns, 1400ns};
  EXPECT_EQ(MacChoice(costs).to_text(), "13-16 avx2");
}

TEST(MacChoice, knows_when_it_pays_to_join) {
  const MacChoice pairs_and_sixteens(with_sha_extensions());
  EXPECT_TRUE(pairs_and_sixteens.joining_pays(1, 1));
  EXPECT_FALSE(pairs_and_sixteens.joining_pays(4, 4));
  EXPECT_TRUE(pairs_and_sixteens.joining_pays(8, 8));
  EXPECT_FALSE(pairs_and_sixteens.joining_pays(1, 16)) << "no room";
  const MacChoice eights(without_sha_extensions());
  EXPECT_FALSE(eights.joining_pays(1, 1));
  EXPECT_TRUE(eights.joining_pays(4, 4));
  EXPECT_FALSE(eights.joining_pays(8, 8));
  EXPECT_FALSE(MacChoice().joining_pays(4, 4));
}

}  // namespace
}  // namespace zonecast::dns
