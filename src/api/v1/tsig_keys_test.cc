// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/tsig_keys.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

constexpr const char* secret = R"("secret":"c2VjcmV0")";

class TsigKeysTest : public ApiTestBed {
 protected:
  void SetUp() override {
    ask("PUT", "/v1/tsig/xfr.example.org.", R"({"algorithm":"hmac-sha256","secret":"c2VjcmV0"})");
    ask("PUT", "/v1/zones/example.org",
        R"({"primary":{"enabled":true,"secondaries":[{"ip":"192.0.2.20","notify":true,"tsig":
            {"enabled":true,"hash":"hmac-sha256","name":"xfr.example.org.","key":"c2VjcmV0"}}]}})");
  }
  std::string ask_as(Proof proof, const model::Permissions& permissions, const char* method,
                     const std::string& target, const std::string& body = {}) {
    const FixedCaller anna({"apikey:41", "anna", {permissions}, {}, proof});
    Api api_of_anna(
        log, {{&anna}, "0.1.0"}, use_cases, [] { return true; }, [] { return std::string(); });
    last = api_of_anna.handle(request_of(method, target, body));
    return std::to_string(last.status) + " " + body_of(last);
  }
  std::string in_session(const char* method, const std::string& target,
                         const std::string& body = {}) {
    return ask_as(Proof::session, model::Permissions::all(), method, target, body);
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_F(TsigKeysTest, a_session_is_given_no_secret_unasked) {
  for (const char* target : {"/v1/tsig", "/v1/tsig/xfr.example.org.", "/v1/zones",
                             "/v1/zones/example.org", "/v1/search?q=example&expand=true"}) {
    const auto answer = in_session("GET", target);
    EXPECT_FALSE(has(answer, "c2VjcmV0")) << answer;
    EXPECT_TRUE(has(answer, R"("fingerprint":")")) << answer;
    EXPECT_TRUE(has(ask("GET", target), "c2VjcmV0")) << "to a key: " << target;
  }
  EXPECT_FALSE(has(in_session("POST", "/v1/zones/example.org", R"({"ttl":60})"), "c2VjcmV0"));
  EXPECT_FALSE(has(in_session("POST", "/v1/tsig/xfr.example.org.", "{}"), secret));
  EXPECT_TRUE(activity.entries.empty());
}

TEST_F(TsigKeysTest, a_secret_that_is_revealed_stands_in_the_activity_log) {
  const auto answer = in_session("POST", "/v1/tsig/XFR.example.org/reveal");
  EXPECT_TRUE(answer.starts_with("200 ") && has(answer, secret)) << answer;
  ASSERT_EQ(activity.entries.size(), 1U);
  const auto& entry = activity.entries[0];
  EXPECT_EQ(entry.action, "reveal");
  EXPECT_EQ(entry.resource_type, "tsig_key");
  EXPECT_EQ(entry.resource_id, "xfr.example.org.");
  EXPECT_EQ(entry.actor, "apikey:41");
}

TEST_F(TsigKeysTest, revealing_needs_the_right_to_see_secrets_and_a_zone_that_has_the_key) {
  const auto reveal = [&](const model::Permissions& permissions) {
    return ask_as(Proof::session, permissions, "POST", "/v1/tsig/xfr.example.org./reveal")
        .substr(0, 3);
  };
  model::Permissions permissions;
  permissions.dns.manage_zones = true;
  permissions.dns.zones_allow_by_default = true;
  EXPECT_EQ(reveal(permissions), "403");
  permissions.security.view_tsig_secrets = true;
  EXPECT_EQ(reveal(permissions), "200");
  permissions.dns.zones_allow_by_default = false;
  permissions.dns.zones_allow = {"example.net"};
  EXPECT_EQ(reveal(permissions), "403");
  EXPECT_EQ(activity.entries.size(), 1U) << "what is refused was not seen";
  EXPECT_EQ(in_session("POST", "/v1/tsig/none.example.org./reveal").substr(0, 3), "404");
}

TEST_F(TsigKeysTest, a_weak_key_is_told_without_its_secret) {
  EXPECT_TRUE(has(in_session("GET", "/v1/tsig/xfr.example.org."), R"("weak":true)")) << "6 octets";
  EXPECT_TRUE(has(
      in_session("PUT", "/v1/tsig/a.example.org.", R"({"generate":true,"algorithm":"hmac-sha1"})"),
      R"("weak":true)"));
  EXPECT_TRUE(
      has(in_session("PUT", "/v1/tsig/b.example.org.", R"({"generate":true})"), R"("weak":false)"));
}

TEST_F(TsigKeysTest, who_has_a_secret_made_gets_it_with_the_answer) {
  EXPECT_TRUE(
      has(in_session("PUT", "/v1/tsig/new.example.org.", R"({"generate":true})"), R"("secret":")"));
  EXPECT_TRUE(has(in_session("POST", "/v1/tsig/new.example.org./generate"), R"("secret":")"));
  auto permissions = model::Permissions::all();
  permissions.security.view_tsig_secrets = false;
  EXPECT_FALSE(has(ask_as(Proof::session, permissions, "PUT", "/v1/tsig/other.example.org.",
                          R"({"generate":true})"),
                   R"("secret":")"));
}

}  // namespace
}  // namespace zonecast::api::v1
