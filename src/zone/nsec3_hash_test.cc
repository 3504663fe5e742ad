// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/nsec3_hash.h"

#include <gtest/gtest.h>

#include <string>

namespace zonecast::zone {
namespace {

std::string label(std::string_view name, base::ByteView salt, std::uint16_t iterations) {
  const auto text = to_base32hex(nsec3_hash(*dns::Name::from_text(name), salt, iterations));
  return {text.data(), text.size()};
}

// RFC 5155 appendix A.
constexpr std::array<std::uint8_t, 4> salt{0xaa, 0xbb, 0xcc, 0xdd};

TEST(Nsec3Hash, gives_the_hashes_of_the_rfc) {
  EXPECT_EQ(label("example.", salt, 12), "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom");
  EXPECT_EQ(label("a.example.", salt, 12), "35mthgpgcu1qg68fab165klnsnk3dpvl");
  EXPECT_EQ(label("*.w.example.", salt, 12), "r53bq7cc2uvmubfu5ocmm6pers9tk9en");
}

TEST(Nsec3Hash, does_not_depend_on_letter_case) {
  EXPECT_EQ(label("X.y.W.Example.", salt, 12), label("x.y.w.example.", salt, 12));
}

TEST(Nsec3Hash, takes_no_salt_and_no_iterations) {
  // As ldns-nsec3-hash prints them.
  EXPECT_EQ(label("example.org.", {}, 0), "8um1kjcjmofvvmq7cb0op7jt39lg8r9j");
  EXPECT_EQ(label("example.org.", {}, 1), "93u63bg57ppj6649al2n31l92iedkjd6");
}

}  // namespace
}  // namespace zonecast::zone
