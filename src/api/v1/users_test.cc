// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/users.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

class UsersTest : public ApiTestBed {};

TEST_F(UsersTest, are_made_read_changed_and_deleted) {
  const auto made = ask("PUT", "/v1/account/users", R"({"username":"anna","name":"Anna Example",
      "email":"anna@example.org","notify":{"billing":true}})");
  EXPECT_TRUE(made.starts_with(
      R"(200 {"username":"anna","name":"Anna Example","email":"anna@example.org","teams":[],"notify":{"billing":true},)"))
      << made;
  EXPECT_EQ(ask("GET", "/v1/account/users/anna"), made);
  EXPECT_NE(ask("POST", "/v1/account/users/anna", R"({"name":"A"})").find(R"("billing":true)"),
            std::string::npos);
  EXPECT_EQ(ask("DELETE", "/v1/account/users/anna"), "200 {}");
  EXPECT_EQ(ask("GET", "/v1/account/users"), "200 []");
}

TEST_F(UsersTest, need_a_name) {
  EXPECT_NE(ask("PUT", "/v1/account/users", "{}").find(R"("path":"username")"), std::string::npos);
}

}  // namespace
}  // namespace zonecast::api::v1
