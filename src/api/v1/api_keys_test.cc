// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/api_keys.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

class ApiKeysTest : public ApiTestBed {};

const std::string no_permissions =
    R"("permissions":{"dns":{"view_zones":false,"manage_zones":false,"zones_allow_by_default":false,)"
    R"("zones_allow":[],"zones_deny":[],"records_allow":[],"records_deny":[]},)"
    R"("data":{"push_to_datafeeds":false,"manage_datasources":false,"manage_datafeeds":false},)"
    R"("account":{"manage_users":false,"manage_teams":false,"manage_apikeys":false,)"
    R"("manage_account_settings":false,"manage_ip_whitelist":false,"view_activity_log":false,)"
    R"("manage_payment_methods":false,"manage_plan":false,"view_invoices":false},)"
    R"("monitoring":{"manage_lists":false,"manage_jobs":false,"create_jobs":false,)"
    R"("update_jobs":false,"delete_jobs":false,"view_jobs":false},)"
    R"("security":{"view_tsig_secrets":false,"manage_global_2fa":false},)"
    R"("redirects":{"manage_redirects":false},"insights":{"view_insights":false,"manage_insights":false}})";

TEST_F(ApiKeysTest, the_secret_is_in_the_answer_to_put_alone) {
  EXPECT_EQ(
      ask("PUT", "/v1/account/apikeys", R"({"name":"deploy","permissions":{}})"),
      R"(200 {"id":"k1","key":"zck_1","name":"deploy","teams":[],)" + no_permissions +
          R"(,"ip_whitelist":[],"ip_whitelist_strict":false,"last_access":null,"secrets":[)"
          R"({"secret_id":"s1","secret":"zck_1","expires_at":null,"last_access":null,"enabled":true,)"
          R"("created_at":7}],"created_at":0})");
  for (const auto* path : {"/v1/account/apikeys", "/v1/account/apikeys/k1"}) {
    const auto answer = ask("GET", path);
    EXPECT_EQ(answer.find("zck_"), std::string::npos) << answer;
    EXPECT_NE(answer.find(R"("id":"k1","name":"deploy")"), std::string::npos) << answer;
  }
}

TEST_F(ApiKeysTest, permissions_come_back_and_a_change_of_them_is_partial) {
  ask("PUT", "/v1/account/apikeys", R"({"name":"deploy","permissions":{"dns":{"manage_zones":true,
      "zones_allow":["Example.ORG."],"records_deny":[{"zone":"example.org","domain":"ns.example.org",
      "include_subdomains":true,"type":"A"}]},"monitoring":{"view_jobs":true},"dhcp":{"view_dhcp":true}}})");
  const auto answer = ask("POST", "/v1/account/apikeys/k1",
                          R"({"permissions":{"account":{"view_activity_log":true}}})");
  for (const auto* part :
       {R"("manage_zones":true)", R"("zones_allow":["example.org"])", R"("view_jobs":true)",
        R"("view_activity_log":true)", R"("records_deny":[{"domain":"ns.example.org",)",
        R"("include_subdomains":true,"zone":"example.org","type":"A"}])"}) {
    EXPECT_NE(answer.find(part), std::string::npos) << part << " is not in " << answer;
  }
}

TEST_F(ApiKeysTest, what_a_client_read_it_may_write_back) {
  ask("PUT", "/v1/account/apikeys", R"({"name":"deploy","ip_whitelist":["192.0.2.1"]})");
  const auto read = ask("GET", "/v1/account/apikeys/k1");
  EXPECT_EQ(ask("POST", "/v1/account/apikeys/k1", read.substr(4)), read);
}

TEST_F(ApiKeysTest, everything_wrong_is_told_at_once) {
  const auto answer = ask("PUT", "/v1/account/apikeys", R"({"name":7,"teams":[1],"permissions":
      {"dns":{"view_zones":"yes","zones_allow":[1],"records_allow":[{"domain":"..","type":"FOO"},1]}}})");
  EXPECT_TRUE(answer.starts_with("400 ")) << answer;
  for (const auto* path :
       {R"("path":"name")", R"("path":"teams[0]")", R"("path":"permissions.dns.view_zones")",
        R"("path":"permissions.dns.zones_allow[0]")",
        R"("path":"permissions.dns.records_allow[0].zone")",
        R"("path":"permissions.dns.records_allow[1]")"}) {
    EXPECT_NE(answer.find(path), std::string::npos) << path << " is not in " << answer;
  }
}

TEST_F(ApiKeysTest, the_giver_is_the_caller) {
  ask("PUT", "/v1/account/apikeys", R"({"name":"deploy"})");
  EXPECT_EQ(accounts.giver, model::Grants{model::Permissions::all()});
}

TEST_F(ApiKeysTest, a_further_secret_may_end_the_others) {
  ask("PUT", "/v1/account/apikeys", R"({"name":"deploy"})");
  const auto answer =
      ask("POST", "/v1/account/apikeys/k1/secrets", R"({"others_expire_in":"12h"})");
  EXPECT_NE(answer.find(R"("key":"zck_2")"), std::string::npos) << answer;
  EXPECT_EQ(accounts.others_expire_in_s, 12 * 60 * 60);
  ask("POST", "/v1/account/apikeys/k1/secrets", R"({"others_expire_in":"0"})");
  EXPECT_EQ(accounts.others_expire_in_s, 0);
  EXPECT_TRUE(ask("POST", "/v1/account/apikeys/k1/secrets", R"({"others_expire_in":"soon"})")
                  .starts_with("400 "));
  ask("POST", "/v1/account/apikeys/k1/secrets/s1", R"({"enabled":false,"expires_at":41})");
  EXPECT_EQ(accounts.secret_draft.enabled, false);
  EXPECT_EQ(accounts.secret_draft.expires_at, 41);
}

TEST_F(ApiKeysTest, a_missing_key_is_not_found) {
  EXPECT_EQ(ask("GET", "/v1/account/apikeys/41"), R"(404 {"message":"api key not found"})");
  EXPECT_EQ(ask("DELETE", "/v1/account/apikeys/41"), R"(404 {"message":"api key not found"})");
}

TEST_F(ApiKeysTest, a_key_has_a_tag_that_moves_with_it) {
  ask("PUT", "/v1/account/apikeys", R"({"name":"deploy"})");
  ask("GET", "/v1/account/apikeys/k1");
  const auto tag = header_of(last, "ETag");
  auto request = request_of("GET", "/v1/account/apikeys/k1");
  request.headers.emplace("if-none-match", tag);
  EXPECT_EQ(ask(request), "304 ");
  ask("POST", "/v1/account/apikeys/k1", R"({"name":"other"})");
  EXPECT_NE(header_of(last, "ETag"), tag);
}

TEST_F(ApiKeysTest, callers_may_ask_who_they_are) {
  const auto answer = ask("GET", "/v1/account/self");
  EXPECT_TRUE(answer.starts_with(R"(200 {"actor":"admin","name":"admin key","grants":[{)"))
      << answer;
  EXPECT_TRUE(answer.ends_with(R"("account.view_activity_log","security.view_tsig_secrets"]})"))
      << answer;
}

}  // namespace
}  // namespace zonecast::api::v1
