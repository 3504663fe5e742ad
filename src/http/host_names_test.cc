// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/host_names.h"

#include <gtest/gtest.h>

namespace zonecast::http {
namespace {

std::vector<base::SocketAddress> listening_on(std::string_view text) {
  return {*base::SocketAddress::parse(text)};
}

TEST(HostNames, admit_loopback_names_listen_addresses_and_what_is_configured) {
  const HostNames names(listening_on("192.0.2.1:443"), {"DNS.example.org"});
  for (const auto* host :
       {"localhost", "LOCALHOST:8053", "127.0.0.1", "127.0.0.1:1", "[::1]:8053", "192.0.2.1:443",
        "dns.example.org", "dns.example.org.:443", "Dns.Example.Org:80", ""}) {
    EXPECT_TRUE(names.admits(host)) << host;
  }
}

TEST(HostNames, turn_every_other_name_away) {
  const HostNames names(listening_on("127.0.0.1:8053"), {"dns.example.org"});
  for (const auto* host :
       {"evil.example", "evil.example:8053", "127.0.0.1.evil.example", "localhost.evil.example",
        "dns.example.org.evil.example", "192.0.2.1", "[2001:db8::1]", "[", "[::1", "0.0.0.0", ":",
        "127.1", "evil.example:127.0.0.1"}) {
    EXPECT_FALSE(names.admits(host)) << host;
  }
}

TEST(HostNames, an_unspecified_address_is_reached_by_any_literal_one_and_by_no_name) {
  const HostNames names(listening_on("0.0.0.0:443"), {});
  EXPECT_TRUE(names.admits("192.0.2.1:443"));
  EXPECT_TRUE(names.admits("[2001:db8::1]:443"));
  EXPECT_FALSE(names.admits("evil.example"));
}

}  // namespace
}  // namespace zonecast::http
