// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/secondary_address.h"

#include <gtest/gtest.h>

namespace zonecast::api::v1 {
namespace {

std::string address(std::string_view text) {
  const auto prefix = secondary_address(text);
  return prefix ? prefix->to_text() : prefix.error().message;
}

std::string port(std::string_view json) {
  const auto number = secondary_port(json::parse(json).value());
  return number ? std::to_string(*number) : number.error().message;
}

TEST(SecondaryAddress, addresses_and_blocks_are_accepted_in_their_usual_spellings) {
  EXPECT_EQ(address("192.0.2.20"), "192.0.2.20");
  EXPECT_EQ(address(" 192.0.2.20\t"), "192.0.2.20");
  EXPECT_EQ(address("2001:DB8:0:0::20"), "2001:db8::20");
  EXPECT_EQ(address("::ffff:192.0.2.20"), "192.0.2.20");
  EXPECT_EQ(address("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(address("::1"), "::1");
  EXPECT_EQ(address("192.0.2.0/24"), "192.0.2.0/24");
  EXPECT_EQ(address("2001:db8::/48"), "2001:db8::/48");
  EXPECT_EQ(address("0.0.0.0/0"), "0.0.0.0/0");
}

TEST(SecondaryAddress, what_is_wrong_is_told_exactly) {
  for (const auto* text : {"192.0.2", "192.0.2.256", "1.2.3.4.5", "192.0.2.-1"}) {
    EXPECT_EQ(address(text), "Not a valid IPv4 address") << text;
  }
  for (const auto* text : {"192.0.02.20", "0xC0.0.2.20", "3221225492"}) {
    EXPECT_EQ(address(text), "Write IPv4 as four plain decimal numbers") << text;
  }
  for (const auto* text :
       {"0.0.0.0", "::", "255.255.255.255", "224.0.0.1", "239.1.2.3", "ff02::1"}) {
    EXPECT_EQ(address(text), "Not the address of a server") << text;
  }
  EXPECT_EQ(address("fe80::1"), "Link-local needs an interface: fe80::1%eth0");
  EXPECT_EQ(address("fe80::1%eth0"), "An address with an interface (%) is not supported");
  EXPECT_EQ(address("2001:db8::g"), "Not a valid IPv6 address");
  EXPECT_EQ(address("192.0.2.7/24"), "Did you mean 192.0.2.0/24?");
  EXPECT_EQ(address("2001:db8::7/32"), "Did you mean 2001:db8::/32?");
  EXPECT_EQ(address("192.0.2.0/33"), "The prefix length must be 0 to 32");
  EXPECT_EQ(address("192.0.2.0/"), "The prefix length must be 0 to 32");
  EXPECT_EQ(address("ns2.example.com"), "Enter an address, not a name");
  EXPECT_EQ(address(" "), "An address is needed");
}

TEST(SecondaryAddress, ports_are_numbers_or_digits) {
  EXPECT_EQ(port("53"), "53");
  EXPECT_EQ(port("\"5353\""), "5353");
  EXPECT_EQ(port("\"\""), "53");
  EXPECT_EQ(port("1"), "1");
  EXPECT_EQ(port("65535"), "65535");
  EXPECT_EQ(port("\"\xef\xbc\x95\xef\xbc\x93\""), "53");  // full-width
  EXPECT_EQ(port("\"\xd9\xa5\xd9\xa3\""), "53");          // Arabic-Indic
  EXPECT_EQ(port("\"\xdb\xb5\xdb\xb3\""), "53");          // Extended Arabic-Indic
  for (const auto* text : {"0", "65536", "-1", "53.5", "\"abc\"", "\"53a\"", "true", "[]"}) {
    EXPECT_EQ(port(text), "Port must be 1 to 65535") << text;
  }
}

}  // namespace
}  // namespace zonecast::api::v1
