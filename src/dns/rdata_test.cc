// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/rdata.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dns/name_generator.h"
#include "dns/rdata_layout.h"

namespace zonecast::dns {
namespace {

base::Bytes hex(std::string_view text) { return base::from_hex(text).value(); }
bool well_formed(RrType type, std::string_view text) {
  return check_rdata(type, hex(text)).has_value();
}

struct Sample {
  RrType type;
  const char* hex;
};

TEST(CheckRdata, takes_what_is_well_formed) {
  const Sample samples[] = {
      {RrType::a, "c0000201"},
      {RrType::aaaa, "20010db8000000000000000000000001"},
      {RrType::ns, "036e733100"},
      {RrType::soa,
       "016100"
       "016200"
       "0000000100000002000000030000000400000005"},
      {RrType::mx, "000a016100"},
      {RrType::mx, "000000"},
      {RrType::txt, "0161"},
      {RrType::txt, "00"},
      {RrType::txt, "01610162"},
      {RrType::hinfo, "01610162"},
      {RrType::wks,
       "c000020106"
       "80"},
      {RrType::x25, "0434313532"},
      {RrType::isdn, "0131"},
      {RrType::isdn, "01310132"},
      {RrType::gpos, "013101320133"},
      {RrType::srv, "000100020003016100"},
      {RrType::naptr,
       "0001000200"
       "0000"
       "00"},
      {RrType::loc,
       "00121613"
       "8000000080000000"
       "00989680"},
      {RrType::apl, "00011803c00002"},
      {RrType::apl, "00010080"},
      {RrType::apl, ""},
      {RrType::ds,
       "3039"
       "0d"
       "01"
       "0123456789abcdef0123456789abcdef01234567"},
      {RrType::ds,
       "3039"
       "0d"
       "77"
       "01"},
      {RrType::cds,
       "00000000"
       "00"},
      {RrType::sshfp,
       "0101"
       "0123456789abcdef0123456789abcdef01234567"},
      {RrType::ipseckey,
       "0a0002"
       "01"},
      {RrType::ipseckey,
       "0a0102"
       "c0000201"
       "01"},
      {RrType::ipseckey,
       "0a0302"
       "016100"
       "01"},
      {RrType::rrsig,
       "0001"
       "0d02"
       "0000012c"
       "00000000"
       "00000000"
       "3039"
       "016100"
       "01"},
      {RrType::nsec,
       "016100"
       "000140"},
      {RrType::nsec3, "02000000000101"},
      {RrType::nsec3,
       "02000000"
       "01aa"
       "0101"
       "000140"},
      {RrType::nsec3param,
       "01000000"
       "00"},
      {RrType::dnskey,
       "0101030d"
       "01"},
      {RrType::tlsa,
       "030101"
       "01"},
      {RrType::csync,
       "000000010003"
       "000140"},
      {RrType::svcb,
       "0001"
       "00"},
      {RrType::https,
       "0000"
       "016100"},
      {RrType::https,
       "0001"
       "00"
       "00000002"
       "0001"
       "00010003"
       "026832"
       "00030002"
       "01bb"
       "00040004"
       "c0000201"},
      {RrType::uri,
       "00010001"
       "61"},
      {RrType::caa,
       "00"
       "056973737565"
       "61"},
      {RrType::caa,
       "80"
       "056973737565"},
      {RrType{55},
       "01"
       "02"
       "0001"
       "aa"
       "bb"
       "016100"},  // HIP
      {RrType{260},
       "0a03"
       "016100"},  // AMTRELAY
      {RrType{38},
       "80"
       "016100"},  // A6
      {RrType{65280}, ""},
      {RrType{65280}, "0102"},
  };
  for (const auto& sample : samples) {
    const auto checked = check_rdata(sample.type, hex(sample.hex));
    EXPECT_TRUE(checked.has_value()) << sample.hex << ": " << checked.error().message;
  }
}

TEST(CheckRdata, refuses_what_is_not) {
  const Sample samples[] = {
      {RrType::a, ""},
      {RrType::a, "c00002"},
      {RrType::a, "c000020101"},
      {RrType::aaaa, "c0000201"},
      {RrType::ns, ""},
      {RrType::ns, "036e7331"},
      {RrType::ns,
       "036e733100"
       "00"},
      {RrType::ns, "c00c"},
      {RrType::soa,
       "016100"
       "016200"
       "00000001"},
      {RrType::mx, "000a"},
      {RrType::mx,
       "000a"
       "c00c"},
      {RrType::txt, ""},
      {RrType::txt, "0261"},
      {RrType::hinfo, "0161"},
      {RrType::hinfo, "016101620163"},
      {RrType::x25, "03343135"},
      {RrType::x25, "0434313561"},
      {RrType::isdn, "013101320133"},
      {RrType::gpos, "0131000133"},
      {RrType::srv, "000100020003"},
      {RrType::loc,
       "01121613"
       "8000000080000000"
       "00989680"},
      {RrType::loc,
       "00a21613"
       "8000000080000000"
       "00989680"},
      {RrType::loc,
       "00121613"
       "ffffffff80000000"
       "00989680"},
      {RrType::apl, "00012100"},
      {RrType::apl, "00011803c00000"},
      {RrType::ds,
       "3039"
       "0d"
       "01"},
      {RrType::ds,
       "3039"
       "0d"
       "01"
       "0123"},
      {RrType::ipseckey, "0a0000"},
      {RrType::wks, "c0000201068000"},
      {RrType::key, "0000030d"},
      {RrType::key, "c000030d01"},
      {RrType::rkey, "0100030d01"},
      {RrType::atma, "0161"},
      {RrType::sink, "0101"},
      {RrType::dsync, "003b0114"},
      {RrType::rrsig, "00010d000000012c0000000000000000303901610001"},
      {RrType::nsec3, "01000000000101000140"},
      {RrType::naptr,
       "000100020000"
       "03"
       "212161"
       "00"},
      {RrType::naptr,
       "000100020000"
       "05"
       "21612162"
       "69"
       "00"},
      {RrType::naptr,
       "000100020000"
       "05"
       "21615c3121"
       "00"},
      {RrType::naptr,
       "000100020000"
       "06"
       "2161215c3121"
       "00"},
      {RrType::ipseckey,
       "0a0402"
       "01"},
      {RrType::ipseckey,
       "0a0102"
       "c000"},
      {RrType::rrsig,
       "0001"
       "0d02"
       "0000012c"
       "00000000"
       "00000000"
       "3039"
       "016100"},
      {RrType::nsec, "016100"},
      {RrType::nsec,
       "016100"
       "000100"},
      {RrType::nsec,
       "016100"
       "000140"
       "000140"},
      {RrType::nsec,
       "016100"
       "000240"},
      {RrType::nsec3,
       "01000000"
       "00"
       "00"
       "000140"},
      {RrType::zonemd,
       "00000001"
       "01"
       "01"
       "000000000000000000000000"},
      {RrType::svcb, "0001"},
      {RrType::https,
       "0000"
       "016100"
       "00030002"
       "01bb"},
      {RrType::https,
       "0001"
       "00"
       "00030002"
       "01bb"
       "00010003"
       "026832"},
      {RrType::https,
       "0001"
       "00"
       "00030002"
       "01bb"
       "00030002"
       "01bb"},
      {RrType::https,
       "0001"
       "00"
       "00000002"
       "0001"
       "00030002"
       "01bb"},
      {RrType::https,
       "0001"
       "00"
       "00020000"},
      {RrType::https,
       "0001"
       "00"
       "00010003"
       "036832"},
      {RrType::https,
       "0001"
       "00"
       "00040003"
       "c00002"},
      {RrType::caa,
       "00"
       "00"
       "61"},
      {RrType::caa,
       "00"
       "0569732d7565"
       "61"},
      {RrType{55},
       "00"
       "02"
       "0001"
       "bb"},
      {RrType{260},
       "0a01"
       "c000"},
      {RrType{38},
       "81"
       "016100"},
  };
  for (const auto& sample : samples) {
    EXPECT_FALSE(well_formed(sample.type, sample.hex)) << to_text(sample.type) << ' ' << sample.hex;
  }
}

TEST(CheckRdata, says_the_type_and_the_reason) {
  EXPECT_EQ(check_rdata(RrType::a, hex("c0")).error().message,
            "A data is not well formed: it is cut short");
}

TEST(CompressibleRdata, is_that_of_the_types_of_rfc_1035_only) {
  EXPECT_EQ(compressible_rdata(RrType::mx).fixed, 2);
  EXPECT_EQ(compressible_rdata(RrType::mx).names, 1);
  EXPECT_EQ(compressible_rdata(RrType::soa).names, 2);
  EXPECT_EQ(compressible_rdata(RrType::minfo).names, 2);
  EXPECT_EQ(compressible_rdata(RrType::ns).names, 1);
  for (const auto type : {RrType::srv, RrType::dname, RrType::rp, RrType::naptr, RrType{65280}}) {
    EXPECT_EQ(compressible_rdata(type).names, 0) << to_text(type);
  }
}

TEST(RdataOrder, ignores_letter_case_in_names_only) {
  EXPECT_EQ(compare_rdata(RrType::mx, hex("000a016100"), hex("000a014100")),
            std::strong_ordering::equal);
  EXPECT_EQ(compare_rdata(RrType::txt, hex("0161"), hex("0141")), std::strong_ordering::greater);
  // RFC 6840 section 5.1: names in NSEC keep their case, the signer in RRSIG does not.
  EXPECT_FALSE(std::is_eq(compare_rdata(RrType::nsec, hex("016100000140"), hex("014100000140"))));
  const std::string front = "00010d020000012c00000000000000003039";
  EXPECT_TRUE(
      std::is_eq(compare_rdata(RrType::rrsig, hex(front + "01610001"), hex(front + "01410001"))));
  EXPECT_FALSE(
      std::is_eq(compare_rdata(RrType::rrsig, hex(front + "01610061"), hex(front + "01610041"))));
}

TEST(RdataOrder, is_by_octets_and_then_by_size) {
  EXPECT_EQ(compare_rdata(RrType::a, hex("c0000201"), hex("c0000202")), std::strong_ordering::less);
  EXPECT_EQ(compare_rdata(RrType{65280}, hex("01"), hex("0100")), std::strong_ordering::less);
  EXPECT_EQ(compare_rdata(RrType::a, hex("80000000"), hex("7f000000")),
            std::strong_ordering::greater);
}

/// RDATA of `type` with `first` and `second` as its names and `filler` for all else.
base::Bytes rdata_with(RrType type, const Name& first, const Name& second, std::uint8_t filler) {
  base::Bytes out;
  bool second_name = false;
  for (const char field : rdata_layout(type)) {
    if (field == 'n') {
      base::append(out, (second_name ? second : first).wire());
      second_name = true;
    } else if (field >= '1' && field <= '8') {
      out.insert(out.end(), static_cast<std::size_t>(field - '0'), filler);
    } else if (field == 's') {
      base::append(out, base::Bytes{1, filler});
    } else {
      out.push_back(filler);
    }
  }
  return out;
}

RC_GTEST_PROP(RdataOrder, is_that_of_the_canonical_forms,
              (const Name& a, const Name& b, const Name& c, const Name& d, std::uint8_t filler)) {
  const auto type =
      *rc::gen::element(RrType::ns, RrType::soa, RrType::mx, RrType::srv, RrType::naptr, RrType::rp,
                        RrType::kx, RrType::rrsig, RrType::px);
  const auto x = rdata_with(type, a, b, filler);
  const auto y = rdata_with(type, c, d, filler);
  const auto canonical_x = rdata_with(type, a.lower(), b.lower(), filler);
  const auto canonical_y = rdata_with(type, c.lower(), d.lower(), filler);
  RC_ASSERT(compare_rdata(type, x, y) == (canonical_x <=> canonical_y));
  RC_ASSERT(std::is_eq(compare_rdata(type, x, canonical_x)));
}

TEST(RdataTarget, is_the_name_that_addresses_are_wanted_for) {
  EXPECT_EQ(to_text(rdata_target(RrType::ns, hex("016100"))), "a.");
  EXPECT_EQ(to_text(rdata_target(RrType::mx, hex("000a016100"))), "a.");
  EXPECT_EQ(to_text(rdata_target(RrType::srv, hex("000100020003016100"))), "a.");
  EXPECT_TRUE(rdata_target(RrType::cname, hex("016100")).is_root());
  EXPECT_TRUE(rdata_target(RrType::srv, hex("0001")).is_root());
}

}  // namespace
}  // namespace zonecast::dns
