// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/image.h"

#include <gtest/gtest.h>

#include "zone/checksum.h"
#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

using testing::a;
using testing::build;
using testing::ns;
using testing::soa;

std::vector<base::Bytes> encode(const ZoneVersion& version,
                                std::size_t chunk_size_max = 64 * 1024) {
  std::vector<base::Bytes> chunks;
  encode_image(version, chunk_size_max,
               [&](base::Bytes chunk) { chunks.push_back(std::move(chunk)); });
  return chunks;
}

base::Result<ZoneVersion> decode(const std::vector<base::Bytes>& chunks,
                                 ImageCheck check = ImageCheck::outline) {
  ImageDecoder decoder(check);
  for (const auto& chunk : chunks) {
    if (auto fed = decoder.feed(chunk); !fed) return std::unexpected(fed.error());
  }
  return decoder.finish();
}

TEST(Image, gives_back_every_block_whatever_the_limits) {
  EXPECT_TRUE(rc::check([] {
    const BlockLimits limits{*rc::gen::inRange<std::size_t>(60, 600), 1500};
    std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
    const auto count = *rc::gen::inRange(0, 120);
    for (int i = 0; i < count; ++i) records.push_back(testing::any_record());
    const auto version = build(records, limits);
    const auto chunk_size_max = *rc::gen::inRange<std::size_t>(1, 5000);
    const auto chunks = encode(version, chunk_size_max);
    const auto read = decode(chunks, *rc::gen::element(ImageCheck::outline, ImageCheck::records));
    RC_ASSERT(read.has_value());
    RC_ASSERT(testing::broken_promise(*read, limits) == "");
    RC_ASSERT(testing::lines_of(*read) == testing::lines_of(version));
    RC_ASSERT(base::equal(read->closing_soa(), version.closing_soa()));
    RC_ASSERT(encode(*read, chunk_size_max) == chunks);
  }));
}

TEST(Image, keeps_chunks_within_their_size) {
  std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
  for (int i = 0; i < 5000; ++i)
    records.push_back(a("host" + std::to_string(i) + ".example.org", 1));
  const auto chunks = encode(build(records), 32 * 1024);
  EXPECT_GT(chunks.size(), 2u);
  for (const auto& chunk : chunks) EXPECT_LE(chunk.size(), 32 * 1024u);
}

TEST(Image, is_refused_with_any_octet_changed) {
  const auto chunks =
      encode(build({soa(1), ns("example.org", "ns1.example.org"), a("www.example.org", 1)}));
  ASSERT_EQ(chunks.size(), 1u);
  for (std::size_t i = 0; i < chunks[0].size(); ++i) {
    auto damaged = chunks;
    damaged[0][i] ^= 1;
    EXPECT_FALSE(decode(damaged)) << "octet " << i;
  }
}

TEST(Image, is_refused_with_blocks_out_of_order_even_with_the_right_checksum) {
  // Each chunk holds one block; the contents of two are exchanged.
  std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
  for (int i = 100; i < 900; ++i) {
    records.push_back(a("host" + std::to_string(i) + ".example.org", 1));
  }
  auto chunks = encode(build(records, {2000, 4000}), 1);
  ASSERT_GT(chunks.size(), 3u);
  EXPECT_TRUE(decode(chunks));
  chunks[1].swap(chunks[2]);
  base::store_u32(&chunks[1][4], 1);
  base::store_u32(&chunks[2][4], 2);
  EXPECT_FALSE(decode(chunks, ImageCheck::outline));
  EXPECT_FALSE(decode(chunks, ImageCheck::records));
}

TEST(Image, is_refused_with_chunks_missing_repeated_or_cut) {
  std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
  for (int i = 0; i < 2000; ++i)
    records.push_back(a("host" + std::to_string(i) + ".example.org", 1));
  const auto chunks = encode(build(records), 1);
  ASSERT_GT(chunks.size(), 3u);
  EXPECT_TRUE(decode(chunks));
  EXPECT_FALSE(decode({}));
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    auto missing = chunks;
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(decode(missing));
    auto repeated = chunks;
    repeated.push_back(chunks[i]);
    EXPECT_FALSE(decode(repeated));
    auto cut = chunks;
    cut[i].pop_back();
    EXPECT_FALSE(decode(cut));
  }
}

TEST(Image, never_breaks_a_promise_even_with_the_right_checksum) {
  // Damage that the checksum does not tell is either refused or makes another sound version.
  const auto chunks =
      encode(build({soa(1), ns("example.org", "ns1.example.org"), a("www.example.org", 1),
                    a("www.example.org", 2), ns("sub.example.org", "ns.sub.example.org")}));
  for (std::size_t i = 16; i < chunks[0].size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto damaged = chunks[0];
      damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ 1 << bit);
      base::store_u64(&damaged[8], checksum(base::ByteView(damaged).subspan(16)));
      const auto read = decode({damaged}, ImageCheck::records);
      if (!read) continue;
      EXPECT_EQ(testing::broken_promise(*read), "") << "octet " << i << " bit " << bit;
    }
  }
}

}  // namespace
}  // namespace zonecast::zone
