// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/teams.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

class TeamsTest : public ApiTestBed {};

TEST_F(TeamsTest, are_made_read_changed_and_deleted) {
  const auto made = ask("PUT", "/v1/account/teams", R"({"name":"operators","permissions":
      {"dns":{"view_zones":true}},"ip_whitelist":[{"name":"office","values":["192.0.2.0/24"]}]})");
  EXPECT_TRUE(made.starts_with(R"(200 {"id":"t1","name":"operators","permissions":{)")) << made;
  EXPECT_NE(made.find(R"("ip_whitelist":[{"id":"","name":"office","values":["192.0.2.0/24"]}])"),
            std::string::npos)
      << made;
  EXPECT_EQ(ask("GET", "/v1/account/teams/t1"), made);
  const auto renamed = ask("POST", "/v1/account/teams/t1", R"({"name":"night shift"})");
  EXPECT_NE(renamed.find(R"("view_zones":true)"), std::string::npos) << renamed;
  EXPECT_NE(ask("GET", "/v1/account/teams").find("night shift"), std::string::npos);
  EXPECT_EQ(ask("DELETE", "/v1/account/teams/t1"), "200 {}");
  EXPECT_EQ(ask("GET", "/v1/account/teams"), "200 []");
  EXPECT_EQ(ask("GET", "/v1/account/teams/t1"), R"(404 {"message":"team not found"})");
}

TEST_F(TeamsTest, an_address_list_that_is_no_object_is_told_with_its_place) {
  const auto answer =
      ask("PUT", "/v1/account/teams", R"({"name":"x","ip_whitelist":["192.0.2.1"]})");
  EXPECT_NE(answer.find(R"("path":"ip_whitelist[0]")"), std::string::npos) << answer;
}

}  // namespace
}  // namespace zonecast::api::v1
