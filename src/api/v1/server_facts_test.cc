// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/server_facts.h"

#include <gtest/gtest.h>

namespace zonecast::api {
namespace {

TEST(ServerFacts, tell_where_secondaries_find_us) {
  ServerFacts facts;
  facts.version = "0.1.0";
  facts.dns = {*base::SocketAddress::parse("192.0.2.1:53"),
               *base::SocketAddress::parse("[2001:db8::1]:53")};
  facts.notify_sources = {*base::IpAddress::parse("192.0.2.1")};
  EXPECT_EQ(v1::server_facts(facts).body,
            R"({"version":"0.1.0","started_at":"1970-01-01T00:00:00.000Z",)"
            R"("dns":["192.0.2.1:53","[2001:db8::1]:53"],"api":[],"api_tls":[],)"
            R"("notify_sources":["192.0.2.1"]})");
}

}  // namespace
}  // namespace zonecast::api
