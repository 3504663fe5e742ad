// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/lookup.h"

#include <gtest/gtest.h>

namespace zonecast::api {
namespace {

http::Response look_up(std::string body) {
  http::Request request;
  request.body = std::move(body);
  return v1::look_up_addresses(request);
}

TEST(Lookup, gives_the_addresses_of_a_host) {
  const auto response = look_up(R"({"name":"localhost"})");
  EXPECT_EQ(response.status, 200U);
  EXPECT_TRUE(response.body.starts_with(R"({"name":"localhost","addresses":[")"));
  EXPECT_TRUE(response.body.find("\"127.0.0.1\"") != std::string::npos ||
              response.body.find("\"::1\"") != std::string::npos);
}

TEST(Lookup, says_what_is_wrong) {
  EXPECT_EQ(look_up("{}").status, 400U);
  EXPECT_EQ(look_up(R"({"name":"a..b"})").status, 400U);
  EXPECT_EQ(look_up(R"({"name":""})").status, 400U);
  EXPECT_EQ(look_up(R"({"name":"no-such-host.invalid"})").status, 404U);
}

}  // namespace
}  // namespace zonecast::api
