// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/difference.h"

#include <gtest/gtest.h>

#include "zone/uncompressed_record.h"
#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

using testing::a;
using testing::line;
using testing::soa;

Difference sample() {
  return Difference(soa(41).view(), soa(42).view(),
                    {{a("www.example.org", 1)}, {a("www.example.org", 2), a("b.example.org", 3)}});
}

TEST(Difference, travels_as_old_soa_deletions_new_soa_additions) {
  base::Bytes expected;
  append_uncompressed(expected, soa(41).view());
  append_uncompressed(expected, a("www.example.org", 1).view());
  append_uncompressed(expected, soa(42).view());
  append_uncompressed(expected, a("b.example.org", 3).view());
  append_uncompressed(expected, a("www.example.org", 2).view());
  EXPECT_TRUE(base::equal(sample().sequence(), expected));
  EXPECT_EQ(base::to_hex(sample().encoded().first(9)), "010000000100000002");
}

TEST(Difference, knows_its_serials_counts_and_records) {
  const auto difference = sample();
  EXPECT_EQ(difference.from(), dns::Serial(41));
  EXPECT_EQ(difference.to(), dns::Serial(42));
  EXPECT_TRUE(dns::identical(difference.old_soa(), soa(41).view()));
  EXPECT_TRUE(dns::identical(difference.new_soa(), soa(42).view()));
  std::vector<testing::Line> deletions;
  std::vector<testing::Line> additions;
  difference.for_each_deletion([&](const auto& record) { deletions.push_back(line(record)); });
  difference.for_each_addition([&](const auto& record) { additions.push_back(line(record)); });
  EXPECT_EQ(deletions, (std::vector{line(a("www.example.org", 1).view())}));
  EXPECT_EQ(additions, (std::vector{line(a("b.example.org", 3).view()),
                                    line(a("www.example.org", 2).view())}));
}

TEST(Difference, may_move_the_serial_alone) {
  const Difference difference(soa(41).view(), soa(42).view(), {});
  const auto decoded =
      Difference::decode(base::Bytes(difference.encoded().begin(), difference.encoded().end()));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->deletion_count() + decoded->addition_count(), 0u);
}

TEST(Difference, refuses_octets_that_are_cut_short_or_go_on) {
  const auto difference = sample();
  base::Bytes encoded(difference.encoded().begin(), difference.encoded().end());
  for (std::size_t size = 0; size < encoded.size(); ++size) {
    EXPECT_FALSE(Difference::decode(base::Bytes(encoded.begin(), encoded.begin() + size)));
  }
  encoded.push_back(0);
  EXPECT_FALSE(Difference::decode(encoded));
}

TEST(Difference, refuses_what_is_not_a_difference) {
  const auto refused = [](const dns::Record& from, const dns::Record& to,
                          const ZoneChange& change) {
    const Difference difference(from.view(), to.view(), change);
    return !Difference::decode(
        base::Bytes(difference.encoded().begin(), difference.encoded().end()));
  };
  EXPECT_FALSE(refused(soa(1), soa(2), {{}, {a("www.example.org", 1)}}));
  EXPECT_TRUE(refused(soa(1), soa(1), {{}, {a("www.example.org", 1)}}));
  EXPECT_TRUE(refused(soa(1), soa(2), {{}, {a("www.example.com", 1)}}));
  EXPECT_TRUE(refused(soa(1), soa(2), {{}, {soa(3)}}));
  EXPECT_TRUE(refused(soa(1), soa(2), {{a("www.example.org", 1), a("www.example.org", 1)}, {}}));
  EXPECT_TRUE(refused(soa(1), soa(2, "example.com"), {}));
  EXPECT_TRUE(refused(soa(1), soa(2), {{}, {a("www.example.org", 1, 0x8000'0000U)}}));
}

}  // namespace
}  // namespace zonecast::zone
