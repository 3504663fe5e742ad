// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/mac_lanes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace zonecast::dns {
namespace {

/// Octets, how they are cut into pieces, and the key.
struct Sample {
  std::shared_ptr<const TsigKey> key;
  base::Bytes octets;
  std::vector<base::ByteView> pieces;
};

Sample sample(TsigAlgorithm algorithm, std::size_t size_max) {
  Sample made;
  const auto secret = *rc::gen::resize(200, rc::gen::nonEmpty(rc::gen::arbitrary<base::Bytes>()));
  made.key = std::make_shared<const TsigKey>(*Name::from_text("key.example."), algorithm, secret);
  made.octets = base::Bytes(*rc::gen::inRange<std::size_t>(1, size_max + 1));
  auto seed = *rc::gen::arbitrary<std::uint32_t>();
  for (auto& octet : made.octets) {
    seed = seed * 1664525 + 1013904223;
    octet = static_cast<std::uint8_t>(seed >> 24);
  }
  base::ByteView rest = made.octets;
  while (!rest.empty()) {
    const auto size = *rc::gen::inRange<std::size_t>(0, rest.size() + 1);
    made.pieces.push_back(rest.first(size));
    rest = rest.subspan(size);
    if (made.pieces.size() == 6) break;
  }
  made.pieces.push_back(rest);
  return made;
}

RC_GTEST_PROP(MacLanes, compute_what_openssl_computes, ()) {
  static const auto opened = MacLanes::open();
  if (!opened) RC_SUCCEED("no lanes");
  auto& lanes = **opened;
  const auto way = *rc::gen::elementOf(std::vector(std::begin(lane_ways), std::end(lane_ways)));
  if (!lanes.has(way)) return;
  const auto algorithm = *rc::gen::element(TsigAlgorithm::hmac_sha1, TsigAlgorithm::hmac_sha224,
                                           TsigAlgorithm::hmac_sha256, TsigAlgorithm::hmac_sha384,
                                           TsigAlgorithm::hmac_sha512);
  const auto size_max = *rc::gen::element<std::size_t>(300, 9000, lane_octets_max);
  // Several runs of the same lanes: nothing of one is left for the next.
  for (int run = 0; run < 3; ++run) {
    const auto count = *rc::gen::inRange<std::size_t>(1, lanes_max + 1);
    std::vector<Sample> samples;
    std::vector<MacJob> jobs(count);
    std::vector<MacJob*> wanted;
    for (std::size_t i = 0; i < count; ++i) samples.push_back(sample(algorithm, size_max));
    for (std::size_t i = 0; i < count; ++i) {
      jobs[i].key = samples[i].key.get();
      jobs[i].covered = samples[i].pieces;
      RC_ASSERT(MacLanes::takes(jobs[i]));
      wanted.push_back(&jobs[i]);
    }
    RC_ASSERT(lanes.compute(way, wanted));
    for (const auto& job : jobs) {
      std::array<std::uint8_t, 64> expected{};
      job.key->mac(job.covered, expected);
      RC_ASSERT(job.mac == expected);
    }
  }
}

TEST(MacLanes, do_not_take_md5_nor_what_a_lane_cannot_hold) {
  const auto takes = [](TsigAlgorithm algorithm, std::size_t size) {
    const TsigKey key(*Name::from_text("key.example."), algorithm, base::Bytes(32, 1));
    const base::Bytes octets(size);
    const base::ByteView pieces[] = {base::ByteView(octets).first(1),
                                     base::ByteView(octets).subspan(1)};
    return MacLanes::takes({.key = &key, .covered = pieces});
  };
  EXPECT_TRUE(takes(TsigAlgorithm::hmac_sha256, lane_octets_max));
  EXPECT_FALSE(takes(TsigAlgorithm::hmac_sha256, lane_octets_max + 1));
  EXPECT_FALSE(takes(TsigAlgorithm::hmac_md5, 100));
  const TsigKey key(*Name::from_text("key.example."), TsigAlgorithm::hmac_sha1, base::Bytes(32, 1));
  EXPECT_FALSE(MacLanes::takes({.key = &key, .covered = {}}));
}

TEST(MacLanes, are_here_where_the_library_is) {
  // Which lanes there are is the processor's business, but every amd64 of ours has the first.
  const auto lanes = MacLanes::open();
  if (!lanes) GTEST_SKIP() << lanes.error().message;
  EXPECT_TRUE((*lanes)->has(MacWay::sse));
  EXPECT_FALSE((*lanes)->has(MacWay::openssl));
}

TEST(ProcessorLimits, are_openssls) {
  const auto limits = [](std::string_view text) {
    const auto made = processor_limits(text);
    return std::array{made.sha_extensions, made.avx2, made.avx512};
  };
  using Limits = std::array<bool, 3>;
  EXPECT_EQ(limits(""), (Limits{false, false, false}));
  EXPECT_EQ(limits("~0x200000200000000"), (Limits{false, false, false}));
  EXPECT_EQ(limits(":~0x20000000"), (Limits{true, false, false}));
  EXPECT_EQ(limits("~0x0:~0x20010020"), (Limits{true, true, true}));
  EXPECT_EQ(limits(":~65536"), (Limits{false, false, true}));
  EXPECT_EQ(limits(":0"), (Limits{true, true, true}));
  EXPECT_EQ(limits(":0x20000020:7"), (Limits{false, false, true}));
  EXPECT_EQ(limits(":rubbish"), (Limits{false, false, false}));
}

}  // namespace
}  // namespace zonecast::dns
