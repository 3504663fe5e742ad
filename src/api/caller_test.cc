// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/caller.h"

#include <gtest/gtest.h>

namespace zonecast::api {
namespace {

http::Request request_with(const std::string& header, const std::string& value) {
  http::Request request;
  request.headers.emplace(header, value);
  return request;
}

TEST(Caller, a_key_comes_as_ns1s_header_or_as_a_bearer_token) {
  EXPECT_EQ(key_of_request(request_with("x-nsone-key", "k1")), "k1");
  EXPECT_EQ(key_of_request(request_with("authorization", "Bearer k1")), "k1");
  EXPECT_EQ(key_of_request(request_with("authorization", "bearer  k1")), "k1");
  for (const auto* value : {"", "Bearer", "Bearer ", "Basic k1", "k1", " k1"}) {
    EXPECT_EQ(key_of_request(request_with("authorization", value)), "") << value;
  }
  EXPECT_EQ(key_of_request({}), "");
}

TEST(Caller, of_two_keys_ns1s_header_counts) {
  auto request = request_with("x-nsone-key", "k1");
  request.headers.emplace("authorization", "Bearer k2");
  EXPECT_EQ(key_of_request(request), "k1");
}

TEST(AdminKey, admits_the_very_key_with_every_right) {
  const AdminKey admin("secret");
  const auto caller = admin.authenticate(request_with("authorization", "Bearer secret"));
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->actor, "admin");
  EXPECT_EQ(caller->grants, model::Grants{model::Permissions::all()});
  for (const auto* key : {"", "secre", "secret2", "Secret"}) {
    EXPECT_FALSE(admin.authenticate(request_with("x-nsone-key", key))) << key;
  }
}

TEST(AdminKey, an_empty_one_admits_nobody) {
  const AdminKey admin("");
  EXPECT_FALSE(admin.authenticate(request_with("x-nsone-key", "")));
  EXPECT_FALSE(admin.authenticate({}));
}

}  // namespace
}  // namespace zonecast::api
