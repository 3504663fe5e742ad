// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/session_cookie.h"

#include "api/api_test_bed.h"

namespace zonecast::api {
namespace {

struct SessionCookieTest : testing::Test {
  http::Request with_cookie(std::string method, const std::string& cookie) {
    auto request = request_of(std::move(method), "/v1/zones/example.org");
    request.headers.erase("x-nsone-key");
    request.headers.emplace("cookie", cookie);
    return request;
  }
  std::string cookie() const { return "a=b; __Host-zonecast=" + opened.token + "; c=d"; }

  base::ManualClock clock;
  base::SeededRandom random{7};
  base::Log log{base::LogLevel::off};
  session::SessionRegistry registry{clock, random, log, ""};
  AdminKey admin{"secret"};
  SessionCookie proof{registry, {&admin}};
  session::OpenedSession opened = registry.open({"admin", "admin key"}, "127.0.0.1", "");
};

TEST_F(SessionCookieTest, speaks_for_the_caller_that_signed_in) {
  const auto caller = proof.authenticate(with_cookie("GET", cookie()));
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->actor, "admin");
  EXPECT_EQ(caller->proof, Proof::session);
  EXPECT_FALSE(proof.authenticate(with_cookie("GET", "__Host-zonecast=guess")));
  EXPECT_FALSE(proof.authenticate(with_cookie("GET", "zonecast=" + opened.token)));
  EXPECT_FALSE(proof.authenticate(with_cookie("GET", "")));
}

TEST_F(SessionCookieTest, a_session_of_a_caller_who_is_gone_is_worth_nothing) {
  const auto other = registry.open({"apikey:gone", "gone"}, "127.0.0.1", "");
  EXPECT_FALSE(proof.authenticate(with_cookie("GET", "__Host-zonecast=" + other.token)));
}

TEST_F(SessionCookieTest, a_change_needs_the_token_that_a_foreign_page_cannot_read) {
  auto request = with_cookie("POST", cookie());
  EXPECT_TRUE(proof.forgery_in(request));
  request.headers.emplace("x-zonecast-csrf", "guess");
  EXPECT_TRUE(proof.forgery_in(request));
  request.headers.erase("x-zonecast-csrf");
  request.headers.emplace("x-zonecast-csrf", session::csrf_token_of(opened.token));
  EXPECT_FALSE(proof.forgery_in(request));
  EXPECT_FALSE(proof.forgery_in(with_cookie("GET", cookie()))) << "reading changes nothing";
}

TEST_F(SessionCookieTest, a_change_must_come_from_our_own_page) {
  const auto from = [&](const char* header, const char* value) {
    auto request = with_cookie("DELETE", cookie());
    request.headers.emplace("x-zonecast-csrf", session::csrf_token_of(opened.token));
    request.headers.emplace(header, value);
    return proof.forgery_in(request);
  };
  EXPECT_FALSE(from("origin", "http://dns.example.org:8080"));
  EXPECT_FALSE(from("sec-fetch-site", "same-origin"));
  EXPECT_TRUE(from("origin", "http://evil.example"));
  EXPECT_TRUE(from("origin", "http://dns.example.org:8081"));
  EXPECT_TRUE(from("origin", "null"));
  EXPECT_TRUE(from("sec-fetch-site", "cross-site"));
  EXPECT_TRUE(from("sec-fetch-site", "same-site"));
}

TEST_F(SessionCookieTest, a_request_with_a_key_of_its_own_does_not_rest_on_the_cookie) {
  auto request = with_cookie("POST", cookie());
  request.headers.emplace("x-nsone-key", "secret");
  EXPECT_FALSE(proof.forgery_in(request));
  EXPECT_FALSE(proof.authenticate(request)) << "the key is to be looked at, not the cookie";
}

}  // namespace
}  // namespace zonecast::api
