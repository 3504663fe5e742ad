// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ip_address.h"

#include <gtest/gtest.h>

namespace zonecast::base {
namespace {

TEST(IpAddress, takes_a_mapped_address_as_ipv4) {
  EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1"), IpAddress::parse("192.0.2.1"));
}

TEST(IpAddress, refuses_what_is_no_address) {
  for (const auto* text :
       {"", "192.0.2", "192.0.2.256", "ns.example.org", "2001:db8:::1", "192.0.2.1 "}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpPrefix, contains_the_addresses_under_its_length) {
  const auto v4 = IpPrefix::parse("192.0.2.64/26");
  ASSERT_TRUE(v4);
  EXPECT_TRUE(v4->contains(*IpAddress::parse("192.0.2.127")));
  EXPECT_FALSE(v4->contains(*IpAddress::parse("192.0.2.128")));
  const auto v6 = IpPrefix::parse("2001:db8::/33");
  ASSERT_TRUE(v6);
  EXPECT_TRUE(v6->contains(*IpAddress::parse("2001:db8:7fff::1")));
  EXPECT_FALSE(v6->contains(*IpAddress::parse("2001:db8:8000::1")));
  EXPECT_FALSE(v6->contains(*IpAddress::parse("192.0.2.1")));
}

TEST(IpPrefix, refuses_host_bits_and_bad_lengths) {
  for (const auto* text :
       {"192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "2001:db8::/129"}) {
    EXPECT_FALSE(IpPrefix::parse(text)) << text;
  }
  EXPECT_EQ(IpPrefix::parse("0.0.0.0/0")->to_text(), "0.0.0.0/0");
}

TEST(SocketAddress, wants_brackets_around_ipv6) {
  EXPECT_EQ(SocketAddress::parse("[::1]:53")->to_text(), "[::1]:53");
  EXPECT_EQ(SocketAddress::parse("127.0.0.1:0")->port, 0);
  for (const auto* text :
       {"::1:53", "[127.0.0.1]:53", "127.0.0.1", "127.0.0.1:65536", ":53", "[::1]"}) {
    EXPECT_FALSE(SocketAddress::parse(text)) << text;
  }
}

TEST(SocketAddress, survives_the_way_through_the_kernel_form) {
  for (const auto* text : {"192.0.2.1:53", "[2001:db8::1]:5300"}) {
    sockaddr_storage native{};
    const auto address = *SocketAddress::parse(text);
    address.to_native(native);
    EXPECT_EQ(SocketAddress::from_native(native), address);
  }
}

}  // namespace
}  // namespace zonecast::base
