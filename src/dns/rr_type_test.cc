// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/rr_type.h"

#include <gtest/gtest.h>

namespace zonecast::dns {
namespace {

TEST(RrType, has_its_mnemonic) {
  EXPECT_EQ(to_text(RrType::mx), "MX");
  EXPECT_EQ(to_text(RrType::nsec3param), "NSEC3PARAM");
  EXPECT_EQ(to_text(RrType::https), "HTTPS");
  EXPECT_EQ(to_text(RrType::axfr), "AXFR");
}

TEST(RrType, without_a_mnemonic_is_written_by_number) {
  EXPECT_EQ(to_text(RrType{65280}), "TYPE65280");
}

TEST(RrType, is_read_in_any_letter_case) {
  EXPECT_EQ(rr_type_from_text("nsec3param"), RrType::nsec3param);
  EXPECT_EQ(rr_type_from_text("Type28"), RrType::aaaa);
  EXPECT_EQ(rr_type_from_text("TYPE65535"), RrType{65535});
}

TEST(RrType, that_is_not_one_is_refused) {
  for (const auto* text :
       {"", "TYPE", "TYPE-1", "TYPE65536", "TYPE1x", "TYPE 1", "NOSUCHTYPE", "A "}) {
    EXPECT_EQ(rr_type_from_text(text), std::nullopt) << text;
  }
  EXPECT_EQ(rr_type_from_text(std::string(1000, 'A')), std::nullopt);
  EXPECT_EQ(rr_type_from_text(std::string_view("A\0B", 3)), std::nullopt);
}

TEST(RrType, reads_back_what_it_writes_for_every_number) {
  for (unsigned number = 0; number <= 0xffff; ++number) {
    const auto type = static_cast<RrType>(number);
    ASSERT_EQ(rr_type_from_text(to_text(type)), type) << number;
  }
}

TEST(RrType, of_queries_and_transactions_is_never_data) {
  for (const auto type : {RrType{0}, RrType::opt, RrType::tkey, RrType::tsig, RrType::ixfr,
                          RrType::axfr, RrType::mailb, RrType::maila, RrType::any}) {
    EXPECT_TRUE(is_meta(type)) << to_text(type);
  }
  for (const auto type : {RrType::a, RrType::null, RrType::uri, RrType{65280}})
    EXPECT_FALSE(is_meta(type));
}

TEST(Rcode, has_its_mnemonic) {
  EXPECT_EQ(to_text(Rcode::notauth), "NOTAUTH");
  EXPECT_EQ(to_text(Rcode{23}), "RCODE23");
  EXPECT_EQ(to_text(Opcode::notify), "NOTIFY");
  EXPECT_EQ(to_text(Opcode{9}), "OPCODE9");
}

}  // namespace
}  // namespace zonecast::dns
