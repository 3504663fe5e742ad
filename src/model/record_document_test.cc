// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/record_document.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "dns/presentation.h"
#include "dns/rdata.h"

namespace zonecast::model {
namespace {

using dns::RrType;
using Parts = std::vector<std::string>;

/// RDATA in hex, or why not.
std::string rdata(RrType type, const Parts& parts) {
  const auto octets = rdata_of_answer(type, parts);
  return octets ? base::to_hex(*octets) : "refused: " + octets.error().message;
}
std::string rdata_from_zone_file(RrType type, std::string_view text) {
  const auto octets = dns::rdata_from_text(type, text, dns::NameView());
  return octets ? base::to_hex(*octets) : "not a zone file: " + octets.error().message;
}

struct Same {
  RrType type;
  Parts parts;
  const char* zone_file;
};

TEST(RecordDocument, parts_mean_what_the_zone_file_says) {
  const Same cases[] = {
      {RrType::a, {"192.0.2.1"}, "192.0.2.1"},
      {RrType::aaaa, {"2001:db8::1"}, "2001:db8::1"},
      {RrType::cname, {"www.example.org"}, "www.example.org."},
      {RrType::cname, {"www.example.org."}, "www.example.org."},
      {RrType::ns, {"NS1.example.org"}, "NS1.example.org."},
      {RrType::dname, {"example.net"}, "example.net."},
      {RrType::ptr, {"host.example.org"}, "host.example.org."},
      {RrType::mx, {"10", "mail.example.org"}, "10 mail.example.org."},
      {RrType::mx, {"10 mail.example.org"}, "10 mail.example.org."},
      {RrType::mx, {"0", "."}, "0 ."},
      {RrType::afsdb, {"1", "db.example.org"}, "1 db.example.org."},
      {RrType::rp, {"admin.example.org", "."}, "admin.example.org. ."},
      {RrType::srv, {"0", "5", "5060", "sip.example.org"}, "0 5 5060 sip.example.org."},
      {RrType::srv, {"0 5 5060 sip.example.org."}, "0 5 5060 sip.example.org."},
      {RrType::caa,
       {"0", "issue", "ca.example; account=xyz"},
       "0 issue \"ca.example; account=xyz\""},
      {RrType::caa, {"0 issue ca.example; account=xyz"}, "0 issue \"ca.example; account=xyz\""},
      {RrType::caa,
       {"128", "iodef", "\"mailto:a@example.org\""},
       "128 iodef \"mailto:a@example.org\""},
      {RrType::naptr,
       {"100", "10", "U", "E2U+sip", "!^\\+1(.*)$!sip:\\1@example.org!", "."},
       "100 10 \"U\" \"E2U+sip\" \"!^\\\\+1(.*)$!sip:\\\\1@example.org!\" ."},
      {RrType::naptr,
       {"100", "10", "", "", "", "example.org"},
       "100 10 \"\" \"\" \"\" example.org."},
      {RrType::uri, {"1", "2", "\"http://localhost\""}, "1 2 \"http://localhost\""},
      {RrType::uri, {"1", "2", "http://localhost"}, "1 2 \"http://localhost\""},
      {RrType::https,
       {"1", ".", "alpn=h2,h3", "ipv4hint=192.0.2.1"},
       "1 . alpn=h2,h3 ipv4hint=192.0.2.1"},
      {RrType::https, {"1 . alpn=\"h2,h3\""}, "1 . alpn=h2,h3"},
      {RrType::svcb, {"0", "svc.example.org"}, "0 svc.example.org."},
      {RrType::sshfp,
       {"1", "1", "0123456789abcdef0123456789abcdef01234567"},
       "1 1 0123456789abcdef0123456789abcdef01234567"},
      {RrType::tlsa, {"3", "1", "1", "abcdef01"}, "3 1 1 abcdef01"},
      {RrType::smimea, {"3", "1", "1", "abcdef01"}, "3 1 1 abcdef01"},
      {RrType::ds,
       {"12345", "8", "1", "0123456789abcdef0123456789abcdef01234567"},
       "12345 8 1 0123456789abcdef0123456789abcdef01234567"},
      {RrType::ipseckey, {"1", "0", "2", ".", "abba"}, "1 0 2 . abba"},
      {RrType::ipseckey, {"10", "3", "2", "gw.example.org", "abba"}, "10 3 2 gw.example.org. abba"},
      {RrType::apl, {"1:127.0.0.0/16", "!1:127.0.1.0/24"}, "1:127.0.0.0/16 !1:127.0.1.0/24"},
      {RrType::openpgpkey, {"abba"}, "abba"},
      {RrType::cert, {"1", "0", "0", "abba"}, "1 0 0 abba"},
      {RrType::dhcid, {"abba"}, "abba"},
      {RrType::csync, {"66", "3", "A", "NS"}, "66 3 A NS"},
      {RrType::loc,
       {"51", "30", "12.748", "N", "0", "7", "39.611", "W", "0.00m"},
       "51 30 12.748 N 0 7 39.611 W 0.00m"},
      {RrType::loc, {"51 30 12.748 N 0 7 39.611 W 0.00m"}, "51 30 12.748 N 0 7 39.611 W 0.00m"},
      {RrType::hinfo, {"PC", "a \"b\" c"}, "PC \"a \\\"b\\\" c\""},
      {RrType::hinfo, {"\"INTEL 386\" UNIX"}, "\"INTEL 386\" UNIX"},
      {RrType{65280}, {"\\#", "4", "0a000001"}, "\\# 4 0a000001"},
      {RrType{65280}, {"\\# 4 0a00 0001"}, "\\# 4 0a000001"},
      {RrType::a, {"\\#", "4", "c0000201"}, "192.0.2.1"},
  };
  for (const auto& [type, parts, zone_file] : cases) {
    EXPECT_EQ(rdata(type, parts), rdata_from_zone_file(type, zone_file))
        << dns::to_text(type) << " " << zone_file;
  }
}

TEST(RecordDocument, each_part_of_a_text_is_one_character_string) {
  EXPECT_EQ(rdata(RrType::txt, {"foo", "bar"}), "03666f6f03626172");
  EXPECT_EQ(rdata(RrType::txt, {"foo bar"}), "07666f6f20626172");
  EXPECT_EQ(rdata(RrType::txt, {"\"foo bar\""}), "07666f6f20626172");
  EXPECT_EQ(rdata(RrType::txt, {"\"foo\" \"bar\""}), "03666f6f03626172");
  EXPECT_EQ(rdata(RrType::txt, {"a;b"}), "03613b62");
  EXPECT_EQ(rdata(RrType::txt, {""}), "00");
  EXPECT_EQ(rdata(RrType::spf, {"v=spf1 -all"}), rdata(RrType::txt, {"v=spf1 -all"}));
  EXPECT_EQ(rdata(RrType::gpos, {"6", "53", "0"}),
            "0136023533"
            "0130");
}

TEST(RecordDocument, a_long_part_of_a_text_is_cut_every_255_octets) {
  const auto octets = rdata_of_answer(RrType::txt, {std::string(256, 'x')});
  ASSERT_TRUE(octets.has_value());
  EXPECT_EQ(octets->size(), 258U);
  EXPECT_EQ((*octets)[0], 255);
  EXPECT_EQ((*octets)[256], 1);
  EXPECT_FALSE(rdata_of_answer(RrType::txt, {std::string(65'535, 'x')}));
  EXPECT_FALSE(rdata_of_answer(RrType::hinfo, {std::string(256, 'x'), "y"}));
}

TEST(RecordDocument, what_is_wrong_is_refused_with_a_sentence) {
  EXPECT_EQ(rdata(RrType::mx, {"10"}), "refused: MX: it wants 2 parts, not 1");
  EXPECT_EQ(rdata(RrType::srv, {"1", "2", "3", "a.example.org", "x"}),
            "refused: SRV: it wants 4 parts, not 5");
  EXPECT_EQ(rdata(RrType::cname, {"@"}),
            "refused: CNAME: part 1: \"@\" is not a name here; write the name in full");
  EXPECT_EQ(rdata(RrType::mx, {"10", " "}), "refused: MX: part 2: it is empty");
  EXPECT_EQ(rdata(RrType::a, {}), "refused: A: the answer has no parts");
  EXPECT_EQ(rdata(RrType::hinfo, {"PC"}), "refused: HINFO wants 2 character-strings, not 1");
  for (const auto& parts : {Parts{"192.0.2"}, Parts{"192.0.2.1", "192.0.2.2"}, Parts{"192.0.2.1;x"},
                            Parts{"192.0.2.1 )"}, Parts{"192.0.2.1\nwww A 192.0.2.2"},
                            Parts{"\"192.0.2.1"}, Parts{""}}) {
    EXPECT_TRUE(rdata(RrType::a, parts).starts_with("refused: A")) << parts[0];
  }
  EXPECT_TRUE(rdata(RrType::cname, {"a..b"}).starts_with("refused: CNAME"));
  EXPECT_TRUE(rdata(RrType{65280}, {"x"}).starts_with("refused: TYPE65280"));
}

TEST(RecordDocument, answers_are_shown_as_clients_write_them) {
  const Same cases[] = {
      {RrType::a, {"192.0.2.1"}, "192.0.2.1"},
      {RrType::cname, {"www.example.org"}, "www.example.org."},
      {RrType::mx, {"10", "mail.example.org"}, "10 mail.example.org."},
      {RrType::mx, {"0", "."}, "0 ."},
      {RrType::srv, {"0", "5", "5060", "sip.example.org"}, "0 5 5060 sip.example.org."},
      {RrType::caa,
       {"0", "issue", "ca.example; account=xyz"},
       "0 issue \"ca.example; account=xyz\""},
      {RrType::uri, {"1", "2", "\"http://localhost\""}, "1 2 \"http://localhost\""},
      {RrType::naptr,
       {"100", "10", "S", "SIP+D2U", "", "_sip._udp.example.org"},
       "100 10 \"S\" \"SIP+D2U\" \"\" _sip._udp.example.org."},
      {RrType::ipseckey, {"10", "3", "2", "gw.example.org", "abba"}, "10 3 2 gw.example.org. abba"},
      {RrType::txt, {"foo bar", "\\\"x\\\\"}, "\"foo bar\" \"\\\"x\\\\\""},
      {RrType{65280}, {"\\#", "4", "0a000001"}, "\\# 4 0A000001"},
  };
  for (const auto& [type, parts, zone_file] : cases) {
    const auto octets = dns::rdata_from_text(type, zone_file, dns::NameView()).value();
    Parts shown = answer_of_rdata(type, octets);
    if (type == RrType{65280}) {
      for (char& c : shown.back()) c = static_cast<char>(std::tolower(c));
    }
    EXPECT_EQ(shown, parts) << dns::to_text(type);
  }
}

// ---- What is shown gives the RDATA back --------------------------------------------------------

rc::Gen<base::Bytes> label() {
  const auto octet = rc::gen::weightedOneOf<std::uint8_t>(
      {{8, rc::gen::inRange<std::uint8_t>('a', 'z')},
       {2, rc::gen::element<std::uint8_t>('.', '\\', '"', ';', ' ', '@', '(', ')', '$', '*', 0,
                                          0x7f, 0xff)}});
  return rc::gen::resize(12, rc::gen::nonEmpty(rc::gen::container<base::Bytes>(octet)));
}

base::Bytes name() {
  base::Bytes wire;
  for (const auto& text :
       *rc::gen::resize(5, rc::gen::container<std::vector<base::Bytes>>(label()))) {
    base::append_u8(wire, static_cast<std::uint8_t>(text.size()));
    base::append(wire, text);
  }
  wire.push_back(0);
  return wire;
}

base::Bytes character_string() {
  const auto text = *rc::gen::arbitrary<base::Bytes>();
  base::Bytes wire{static_cast<std::uint8_t>(text.size())};
  base::append(wire, text);
  return wire;
}

void append_number(base::Bytes& out, int octets) {
  for (int i = 0; i < octets; ++i) base::append_u8(out, *rc::gen::arbitrary<std::uint8_t>());
}

/// RDATA of types whose layout is said by a row of letters: a digit is so many octets, n a name, s
/// a character-string, e an empty one (NAPTR takes no arbitrary regexp), + strings to the end, x
/// octets to the end.
base::Bytes rdata_of_layout(std::string_view layout) {
  base::Bytes out;
  for (const char piece : layout) {
    if (piece == 'n') {
      base::append(out, name());
    } else if (piece == 's') {
      base::append(out, character_string());
    } else if (piece == '+') {
      do {
        base::append(out, character_string());
      } while (*rc::gen::arbitrary<bool>());
    } else if (piece == 'd') {
      base::append_u8(out, 1);
      append_number(out, 20);
    } else if (piece == 'e') {
      base::append_u8(out, 0);
    } else if (piece == 'x') {
      base::append(out, *rc::gen::nonEmpty(rc::gen::arbitrary<base::Bytes>()));
    } else {
      append_number(out, piece - '0');
    }
  }
  return out;
}

TEST(RecordDocument, what_is_shown_gives_the_rdata_back) {
  const std::pair<RrType, const char*> layouts[] = {
      {RrType::a, "4"},       {RrType::aaaa, "88"},     {RrType::ns, "n"},
      {RrType::cname, "n"},   {RrType::dname, "n"},     {RrType::ptr, "n"},
      {RrType::mx, "2n"},     {RrType::afsdb, "2n"},    {RrType::kx, "2n"},
      {RrType::rp, "nn"},     {RrType::srv, "222n"},    {RrType::naptr, "22ssen"},
      {RrType::txt, "+"},     {RrType::spf, "+"},       {RrType::hinfo, "ss"},
      {RrType::gpos, "sss"},  {RrType::ds, "21d"},      {RrType::sshfp, "1d"},
      {RrType::tlsa, "111x"}, {RrType::smimea, "111x"}, {RrType::openpgpkey, "x"},
      {RrType::dhcid, "x"},   {RrType::uri, "22x"},     {RrType{65280}, "x"},
  };
  for (const auto& [type, layout] : layouts) {
    const bool holds = rc::check(dns::to_text(type), [&, kind = type, pieces = layout] {
      const auto wire = rdata_of_layout(pieces);
      RC_PRE(dns::check_rdata(kind, wire).has_value());
      const auto shown = answer_of_rdata(kind, wire);
      const auto back = rdata_of_answer(kind, shown);
      if (!back) RC_FAIL(back.error().message);
      RC_ASSERT(*back == wire);
    });
    EXPECT_TRUE(holds) << dns::to_text(type);
  }
}

TEST(RecordDocument, a_caa_value_of_any_octets_comes_back) {
  rc::check([] {
    base::Bytes wire{0, 5, 'i', 's', 's', 'u', 'e'};
    base::append(wire, *rc::gen::arbitrary<base::Bytes>());
    const auto back = rdata_of_answer(RrType::caa, answer_of_rdata(RrType::caa, wire));
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == wire);
  });
}

}  // namespace
}  // namespace zonecast::model
