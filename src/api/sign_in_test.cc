// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/sign_in.h"

#include "api/api_test_bed.h"

namespace zonecast::api {
namespace {

using namespace std::chrono_literals;

class Known final : public Authenticator {
 public:
  std::optional<Caller> authenticate(const http::Request& request) const override {
    if (key_of_request(request) != "anna's") return std::nullopt;
    return caller_named("apikey:7");
  }
  std::optional<Caller> caller_named(std::string_view actor) const override {
    if (actor != "apikey:7" || revoked) return std::nullopt;
    return Caller{"apikey:7", "anna", {}, {*base::IpPrefix::parse("192.0.2.0/24")}};
  }
  bool revoked = false;
};

struct SignInTest : testing::Test {
  std::string ask(http::Request request, const std::string& token = {}) {
    request.headers.erase("x-nsone-key");
    if (!token.empty()) request.headers.emplace("cookie", "__Host-zonecast=" + token);
    request.peer = *base::SocketAddress::parse("192.0.2.7:4000");
    last = sign_in.handle(request);
    return std::to_string(last.status) + " " + last.body;
  }
  std::string ask(std::string method, std::string path, std::string body = {},
                  const std::string& token = {}) {
    return ask(request_of(std::move(method), std::move(path), std::move(body)), token);
  }
  /// What the browser would send from now on.
  std::string cookie() const {
    const auto set = header_of(last, "Set-Cookie");
    const auto start = set.find('=') + 1;
    return set.substr(start, set.find(';') - start);
  }
  std::string signed_in(const char* body = R"({"key":"secret"})") {
    EXPECT_TRUE(ask("POST", "/v1/session", body).starts_with("200 ")) << last.body;
    return cookie();
  }

  base::ManualClock clock;
  base::SeededRandom random{7};
  base::Log log{base::LogLevel::off};
  session::SessionRegistry registry{clock, random, log, ""};
  session::OneTimeTokens tokens{clock, random};
  session::SignInDelay delay{clock};
  AdminKey admin{"secret"};
  Known known;
  SessionCookie proof{registry, {&admin, &known}};
  FakeActivityLog activity;
  SignIn sign_in{clock, log, activity, registry, tokens, delay, proof, {&admin, &known}};
  http::Response last;
  /// The newest line of the activity log, in short.
  std::string told() const {
    if (activity.entries.empty()) return {};
    const auto& entry = activity.entries.front();
    return entry.action + " " + entry.resource_type + " " + entry.resource_id + " by " +
           entry.actor + " from " + entry.source + " " + entry.before + entry.after;
  }
};

TEST_F(SignInTest, a_key_becomes_a_cookie_that_scripts_cannot_read) {
  const auto token = signed_in();
  const auto set = header_of(last, "Set-Cookie");
  EXPECT_EQ(set, "__Host-zonecast=" + token + "; Path=/; Secure; HttpOnly; SameSite=Strict");
  EXPECT_EQ(last.body.find(token), std::string::npos);
  EXPECT_NE(last.body.find("\"csrf\":\"" + session::csrf_token_of(token) + "\""),
            std::string::npos);
  EXPECT_NE(last.body.find("\"rights\":[\"dns.view_zones\",\"dns.manage_zones\""),
            std::string::npos);
  EXPECT_EQ(header_of(last, "Cache-Control"), "no-store");
  EXPECT_TRUE(ask("GET", "/v1/session", "", token).starts_with("200 "));
}

TEST_F(SignInTest, a_one_time_token_signs_in_once) {
  const auto token = tokens.issue({"admin", "admin key"});
  const auto body = "{\"token\":\"" + token + "\"}";
  EXPECT_TRUE(ask("POST", "/v1/session", body).starts_with("200 "));
  EXPECT_EQ(ask("POST", "/v1/session", body),
            "401 {\"message\":\"This link was used already, or is too old\"}");
}

TEST_F(SignInTest, whoever_is_signed_in_can_have_a_link_for_themselves) {
  EXPECT_EQ(ask("POST", "/v1/session/link").substr(0, 3), "401");
  const auto session = signed_in(R"({"key":"anna's"})");
  EXPECT_TRUE(ask("POST", "/v1/session/link", "", session).starts_with("200 {\"token\":\""));
  const auto token = last.body.substr(10, 32);
  signed_in(("{\"token\":\"" + token + "\"}").c_str());
  EXPECT_NE(last.body.find("\"name\":\"anna\""), std::string::npos);
}

TEST_F(SignInTest, tells_what_is_wrong_with_the_request) {
  for (const auto* body : {"{}", R"({"key":"a","token":"b"})", R"({"key":1})", "x"}) {
    EXPECT_TRUE(ask("POST", "/v1/session", body).starts_with("400 ")) << body;
  }
  EXPECT_TRUE(ask("PUT", "/v1/session").starts_with("405 "));
  EXPECT_EQ(ask("POST", "/v1/session", R"({"key":"wrong"})"),
            "401 {\"message\":\"This key is not known here\"}");
}

TEST_F(SignInTest, wrong_keys_cost_more_and_more_time) {
  for (unsigned i = 0; i <= session::free_attempts; ++i) {
    EXPECT_TRUE(ask("POST", "/v1/session", R"({"key":"wrong"})").starts_with("401 "));
  }
  EXPECT_EQ(ask("POST", "/v1/session", R"({"key":"secret"})"),
            "429 {\"message\":\"Too many attempts: try again in 1 seconds\"}");
  EXPECT_EQ(header_of(last, "Retry-After"), "1");
  clock.advance(1s);
  EXPECT_TRUE(ask("POST", "/v1/session", R"({"key":"secret"})").starts_with("200 "));
}

TEST_F(SignInTest, a_foreign_page_signs_nobody_in) {
  auto request = request_of("POST", "/v1/session", R"({"key":"secret"})");
  request.headers.emplace("origin", "http://evil.example");
  EXPECT_TRUE(ask(request).starts_with("403 "));
}

TEST_F(SignInTest, signing_out_ends_the_session_and_takes_the_cookie_back) {
  const auto token = signed_in();
  EXPECT_EQ(ask("DELETE", "/v1/session", "", token), "200 {}");
  EXPECT_NE(header_of(last, "Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(ask("GET", "/v1/session", "", token), "401 {\"message\":\"Nobody is signed in\"}");
}

TEST_F(SignInTest, a_session_ends_with_the_key_that_opened_it) {
  const auto token = signed_in(R"({"key":"anna's"})");
  known.revoked = true;
  EXPECT_TRUE(ask("GET", "/v1/session", "", token).starts_with("401 "));
}

TEST_F(SignInTest,
       a_page_that_asks_by_itself_learns_when_the_session_ends_and_does_not_put_it_off) {
  const auto token = signed_in();
  clock.advance(28min);
  auto request = request_of("GET", "/v1/session");
  request.headers.emplace("x-zonecast-background", "1");
  EXPECT_TRUE(ask(request, token).starts_with("200 "));
  EXPECT_NE(last.body.find(R"("expires_in":120,)"), std::string::npos) << last.body;
  ask("GET", "/v1/session", "", token);
  EXPECT_NE(last.body.find(R"("expires_in":1800,)"), std::string::npos) << last.body;
  EXPECT_NE(last.body.find(R"("ends_in":41520,)"), std::string::npos) << last.body;
}

TEST_F(SignInTest, sessions_of_others_are_for_those_who_manage_users) {
  const auto token_of_admin = signed_in();
  const auto id_of_admin = registry.id_of(token_of_admin);
  const auto token_of_anna = signed_in(R"({"key":"anna's"})");
  const auto id_of_anna = registry.id_of(token_of_anna);

  ask("GET", "/v1/sessions", "", token_of_anna);
  EXPECT_EQ(last.body.find(id_of_admin), std::string::npos);
  EXPECT_NE(last.body.find("\"current\":true"), std::string::npos);
  EXPECT_EQ(ask("DELETE", "/v1/sessions/" + id_of_admin, "", token_of_anna),
            "404 {\"message\":\"session not found\"}");

  ask("GET", "/v1/sessions", "", token_of_admin);
  EXPECT_NE(last.body.find(id_of_anna), std::string::npos);
  EXPECT_EQ(ask("DELETE", "/v1/sessions/" + id_of_anna, "", token_of_admin), "200 {}");
  EXPECT_TRUE(ask("GET", "/v1/session", "", token_of_anna).starts_with("401 "));
  EXPECT_TRUE(ask("GET", "/v1/sessions").starts_with("401 "));
}

TEST_F(SignInTest, a_key_whose_caller_cannot_be_named_again_opens_no_session) {
  const SessionCookie admin_only(registry, {&admin});
  SignIn narrow(clock, log, activity, registry, tokens, delay, admin_only, {&admin, &known});
  auto request = request_of("POST", "/v1/session", R"({"key":"anna's"})");
  request.headers.erase("x-nsone-key");
  request.peer = *base::SocketAddress::parse("192.0.2.7:4000");
  const auto refused = narrow.handle(request);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_NE(refused.body.find("opens no session"), std::string::npos);
  EXPECT_TRUE(registry.list().empty());
  EXPECT_EQ(told(),
            "sign-in-refused session  by apikey:7 from 192.0.2.7 "
            R"({"with":"key","reason":"opens_no_session"})");
}

TEST_F(SignInTest, a_key_bound_to_addresses_signs_in_from_those_only) {
  auto request = request_of("POST", "/v1/session", R"({"key":"anna's"})");
  request.headers.erase("x-nsone-key");
  request.peer = *base::SocketAddress::parse("198.51.100.7:4000");
  EXPECT_EQ(sign_in.handle(request).status, 403U);
  EXPECT_EQ(told(),
            "sign-in-refused session  by apikey:7 from 198.51.100.7 "
            R"({"with":"key","reason":"address_not_admitted"})");
}

TEST_F(SignInTest, who_signs_in_and_out_stands_in_the_activity_log) {
  auto request = request_of("POST", "/v1/session", R"({"key":"anna's"})");
  request.headers.emplace("user-agent", "Browser/1 \"x\"");
  EXPECT_TRUE(ask(request).starts_with("200 "));
  const auto token = cookie();
  const auto id = registry.id_of(token);
  EXPECT_EQ(told(), "sign-in session " + id +
                        R"( by apikey:7 from 192.0.2.7 {"with":"key","agent":"Browser/1 \"x\""})");
  ask("DELETE", "/v1/session", "", token);
  EXPECT_EQ(told(), "sign-out session " + id + " by apikey:7 from 192.0.2.7 ");
  const auto count = activity.entries.size();
  ask("DELETE", "/v1/session", "", token);
  EXPECT_EQ(activity.entries.size(), count) << "there was nobody to sign out";

  const auto link = tokens.issue({"admin", "admin key"});
  signed_in(("{\"token\":\"" + link + "\"}").c_str());
  EXPECT_NE(told().find(R"({"with":"link",)"), std::string::npos) << told();
  for (const auto& entry : activity.entries) {
    for (const auto& secret : {token, cookie(), link, std::string("anna's")}) {
      EXPECT_EQ((entry.before + entry.after + entry.resource_id).find(secret), std::string::npos);
    }
  }
}

TEST_F(SignInTest, a_session_that_somebody_else_ends_is_told_with_whose_it_was) {
  const auto id = registry.id_of(signed_in(R"({"key":"anna's"})"));
  const auto token_of_admin = signed_in();
  ask("DELETE", "/v1/sessions/" + id, "", token_of_admin);
  EXPECT_EQ(told(), "revoke session " + id +
                        " by admin from 192.0.2.7 "
                        R"({"actor":"apikey:7","name":"anna","address":"192.0.2.7"})");
}

TEST_F(SignInTest, refused_attempts_are_told_and_cannot_fill_the_log) {
  ask("POST", "/v1/session", R"({"key":"wrong"})");
  EXPECT_EQ(told(),
            "sign-in-refused session  by unknown from 192.0.2.7 "
            R"({"with":"key","reason":"unknown_key"})");
  ask("POST", "/v1/session", R"({"token":"wrong"})");
  EXPECT_EQ(told(),
            "sign-in-refused session  by unknown from 192.0.2.7 "
            R"({"with":"link","reason":"used_link"})");
  // From an address for each attempt, so that none has to wait.
  for (unsigned i = 0; i < 2 * session::refusals_at_once; ++i) {
    auto request = request_of("POST", "/v1/session", R"({"key":"wrong"})");
    request.headers.erase("x-nsone-key");
    request.peer = *base::SocketAddress::parse("[2001:db8::" + std::to_string(i) + "]:4000");
    EXPECT_EQ(sign_in.handle(request).status, 401U);
  }
  EXPECT_EQ(activity.entries.size(), session::refusals_at_once);
  clock.advance(session::refusal_interval);
  ask("POST", "/v1/session", R"({"key":"wrong"})");
  EXPECT_NE(told().find(R"("left_out":102})"), std::string::npos) << told();
}

}  // namespace
}  // namespace zonecast::api
