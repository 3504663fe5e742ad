// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/presentation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dns/rdata.h"
#include "dns/rdata_generator.h"

namespace zonecast::dns {
namespace {

base::Bytes hex(std::string_view text) { return base::from_hex(text).value(); }

base::Bytes rdata(RrType type, std::string_view text) {
  const auto origin = Name::from_text("example.org").value();
  auto parsed = rdata_from_text(type, text, origin);
  EXPECT_TRUE(parsed.has_value()) << text << ": " << parsed.error().message;
  return parsed.value_or(base::Bytes());
}

bool refused(RrType type, std::string_view text) {
  return !rdata_from_text(type, text, NameView()).has_value();
}

TEST(RdataText, is_read_relative_to_the_origin) {
  EXPECT_EQ(base::to_hex(rdata(RrType::mx, "10 mail")), "000a046d61696c076578616d706c65036f726700");
  EXPECT_EQ(base::to_hex(rdata(RrType::ns, "ns1.example.net.")),
            "036e7331076578616d706c65036e657400");
  EXPECT_EQ(base::to_hex(rdata(RrType::ns, "@")), "076578616d706c65036f726700");
}

TEST(RdataText, of_every_usual_type_is_read_and_written) {
  struct Sample {
    RrType type;
    const char* text;
  };
  const Sample samples[] = {
      {RrType::a, "192.0.2.1"},
      {RrType::aaaa, "2001:db8::1"},
      {RrType::ns, "ns1.Example.org."},
      {RrType::cname, "www.example.org."},
      {RrType::soa, "ns1.example.org. host\\.master.example.org. 1 7200 900 1209600 300"},
      {RrType::mx, "10 mail.example.org."},
      {RrType::txt, "\"v=spf1 -all; \\\"quoted\\\"\" \"second\""},
      {RrType::srv, "0 5 5060 sip.example.org."},
      {RrType::caa, "0 issue \"ca.example.net\""},
      {RrType::naptr, "100 10 \"U\" \"E2U+sip\" \"!^.*$!sip:info@example.org!\" ."},
      {RrType::sshfp, "4 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"},
      {RrType::https, "1 . alpn=h2,h3 port=8443 ipv4hint=192.0.2.1"},
      {RrType::loc, "52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m"},
      {RrType::uri, "10 1 \"https://example.org/\""},
      {RrType::eui48, "00-00-5E-00-53-2A"},
      {RrType::nsec, "host.example.org. A MX RRSIG NSEC TYPE1234"},
  };
  for (const auto& sample : samples) {
    const auto octets = rdata(sample.type, sample.text);
    const auto text = rdata_to_text(sample.type, octets);
    EXPECT_EQ(rdata(sample.type, text), octets) << text;
    if (sample.type != RrType::sshfp && sample.type != RrType::loc) {
      EXPECT_EQ(text, sample.text);
    }
  }
}

TEST(RdataText, has_a_generic_form) {
  EXPECT_EQ(base::to_hex(rdata(RrType::a, "\\# 4 c0000201")), "c0000201");
  EXPECT_EQ(base::to_hex(rdata(RrType{65280}, "\\# 3 aA bB 0c")), "aabb0c");
  EXPECT_EQ(base::to_hex(rdata(RrType{65280}, "\\# 0")), "");
  EXPECT_EQ(base::to_hex(rdata(RrType::null, "\\# 1 00")), "00");
  EXPECT_EQ(rdata_to_text(RrType{65280}, hex("0102")), "\\# 2 0102");
  EXPECT_EQ(rdata_to_text(RrType::null, hex("0102")), "\\# 2 0102");
  EXPECT_EQ(rdata_to_text(RrType{65280}, {}), "\\# 0");
  EXPECT_EQ(rdata_to_text(RrType::a, hex("c000")), "\\# 2 c000");
}

TEST(RdataText, of_a_meta_type_is_generic) {
  // A name of 50 octets that is not there.
  EXPECT_EQ(rdata_to_text(RrType::tsig, hex("325d010000a0")), "\\# 6 325d010000a0");
  for (unsigned number = 249; number <= 255; ++number)
    EXPECT_EQ(rdata_to_text(RrType{static_cast<std::uint16_t>(number)}, hex("3f")), "\\# 1 3f");
}

TEST(RdataText, of_a_wrong_shape_is_refused) {
  EXPECT_TRUE(refused(RrType::a, ""));
  EXPECT_TRUE(refused(RrType::a, "192.0.2.256"));
  EXPECT_TRUE(refused(RrType::a, "192.0.2.1 192.0.2.2"));
  EXPECT_TRUE(refused(RrType::a, "\\# 3 c00002"));
  EXPECT_TRUE(refused(RrType::a, "\\# 4 c00002"));
  EXPECT_TRUE(refused(RrType::mx, "10"));
  EXPECT_TRUE(refused(RrType::mx, "99999 mail"));
  EXPECT_TRUE(refused(RrType{65280}, "text"));
  EXPECT_TRUE(refused(RrType::tsig, "\\# 0"));
  EXPECT_TRUE(refused(RrType::opt, "\\# 0"));
}

TEST(RdataText, never_is_a_second_record) {
  for (const auto* text : {"192.0.2.1\nother A 192.0.2.2", "192.0.2.1\r\n", "( 192.0.2.1",
                           "192.0.2.1 )", "192.0.2.1 (", "192.0.2.1 ; comment", "\n",
                           "192.0.2.1\\\n", "( 192.0.2.1 )\n$INCLUDE /etc/passwd"}) {
    EXPECT_TRUE(refused(RrType::a, text)) << text;
  }
  for (const auto* text :
       {"\"open", "\"a\" \"b", "a\nb", "\"a\nb\"", "\"a\\", "a;b", "(\"a\nb\")"}) {
    EXPECT_TRUE(refused(RrType::txt, text)) << text;
  }
  EXPECT_TRUE(refused(RrType::txt, std::string_view("a\0b", 3)));
  EXPECT_FALSE(refused(RrType::a, "( 192.0.2.1 )"));
  EXPECT_FALSE(refused(RrType::txt, "\"a;b\" c\\;d"));
}

TEST(RdataText, of_a_long_text_is_split_into_strings) {
  const auto octets = rdata(RrType::txt, "\"" + std::string(300, 'x') + "\"");
  ASSERT_EQ(octets.size(), 302U);
  EXPECT_EQ(octets[0], 255);
  EXPECT_EQ(octets[256], 45);
}

TEST(RdataText, has_no_bit_string_labels) {
  EXPECT_EQ(rdata_to_text(RrType::ns, hex("015b015c015b00")), "\\091.\\\\.\\091.");
  EXPECT_EQ(rdata_to_text(RrType::txt, hex("025c5b")), "\"\\\\[\"");
}

TEST(RecordText, is_one_line) {
  const Record record(Name::from_text("www.example.org").value(), RrType::a, 300, {192, 0, 2, 1});
  EXPECT_EQ(record_to_text(record.view()), "www.example.org.\t300\tIN\tA\t192.0.2.1");
}

RC_GTEST_PROP(RdataText, is_read_back_to_the_same_octets, ()) {
  for (const RrType type : types_to_try()) {
    const auto octets = any_rdata(type);
    const auto checked = check_rdata(type, octets);
    if (!checked)
      RC_FAIL(to_text(type) + ' ' + base::to_hex(octets) + ": " + checked.error().message);
    const auto text = rdata_to_text(type, octets);
    const auto again = rdata_from_text(type, text, NameView());
    if (!again) RC_FAIL(text + ": " + again.error().message);
    if (*again != octets) RC_FAIL(to_text(type) + ' ' + text + ": " + base::to_hex(octets));
  }
}

RC_GTEST_PROP(RdataText, of_any_octets_is_read_back_or_refused, (const base::Bytes& octets)) {
  for (const RrType type : types_to_try()) {
    const auto again = rdata_from_text(type, rdata_to_text(type, octets), NameView());
    RC_ASSERT(again.has_value() == check_rdata(type, octets).has_value());
    if (again) RC_ASSERT(*again == octets);
  }
}

}  // namespace
}  // namespace zonecast::dns
