// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/api.h"

#include "api/answer.h"
#include "api/api_test_bed.h"

namespace zonecast::api {
namespace {

class ApiTest : public ApiTestBed {};

TEST_F(ApiTest, health_and_metrics_need_no_key) {
  auto request = request_of("GET", "/healthz");
  request.headers.erase("x-nsone-key");
  EXPECT_EQ(ask(request), "200 {\"status\":\"ok\",\"version\":\"0.1.0\"}");
  ready = false;
  EXPECT_EQ(ask(request), "503 {\"status\":\"starting\",\"version\":\"0.1.0\"}");
  request.path = "/metrics";
  EXPECT_EQ(ask(request), "200 zonecast_zones 1\n");
  EXPECT_TRUE(header_of(last, "Content-Type").starts_with("text/plain"));
}

TEST_F(ApiTest, a_missing_or_wrong_key_is_unauthorized) {
  auto request = request_of("GET", "/v1/zones");
  request.headers.erase("x-nsone-key");
  EXPECT_EQ(ask(request), "401 {\"message\":\"Unauthorized\"}");
  EXPECT_EQ(header_of(last, "X-RateLimit-By"), "ip");
  for (const auto* key : {"", "secre", "secret2", "Secret"}) {
    request.headers.erase("x-nsone-key");
    request.headers.emplace("x-nsone-key", key);
    EXPECT_EQ(ask(request), "401 {\"message\":\"Unauthorized\"}") << key;
  }
  request.path = "/v1/nothing";
  EXPECT_EQ(ask(request), "401 {\"message\":\"Unauthorized\"}");
}

TEST_F(ApiTest, the_first_authenticator_that_knows_the_caller_names_the_actor) {
  const FixedCaller second({"session:41", "anna", {model::Permissions::all()}, {}});
  Api both(
      log, {{&admin_key, &second}, "0.1.0"}, use_cases, [] { return true; },
      [] { return std::string(); });
  auto request = request_of("PUT", "/v1/zones/example.org", R"({"zone":"example.org"})");
  request.peer = *base::SocketAddress::parse("192.0.2.7:4000");
  EXPECT_EQ(both.handle(request).status, 200U);
  EXPECT_EQ(zones.request.actor, "admin");
  request.headers.erase("x-nsone-key");
  request.method = "POST";
  EXPECT_EQ(both.handle(request).status, 200U);
  EXPECT_EQ(zones.request.actor, "session:41");
  EXPECT_EQ(zones.request.actor_name, "anna");
  EXPECT_EQ(zones.request.source, "192.0.2.7");
}

TEST_F(ApiTest, a_caller_is_admitted_from_their_addresses_only) {
  const FixedCaller anna(
      {"session:41",
       "anna",
       {model::Permissions::all()},
       {*base::IpPrefix::parse("192.0.2.0/24"), *base::IpPrefix::parse("2001:db8::/32")}});
  Api closed(log, {{&anna}, "0.1.0"}, use_cases, [] { return true; }, [] { return std::string(); });
  auto request = request_of("GET", "/v1/zones");
  for (const auto* inside : {"192.0.2.7:4000", "[2001:db8::7]:4000"}) {
    request.peer = *base::SocketAddress::parse(inside);
    EXPECT_EQ(closed.handle(request).status, 200U) << inside;
  }
  request.peer = *base::SocketAddress::parse("198.51.100.7:4000");
  const auto refused = closed.handle(request);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_EQ(refused.body, R"({"message":"This key is not accepted from 198.51.100.7"})");
}

TEST_F(ApiTest, every_answer_tells_a_generous_rate_limit_and_a_request_id) {
  ask("GET", "/v1/zones");
  EXPECT_EQ(header_of(last, "X-RateLimit-By"), "customer");
  EXPECT_EQ(header_of(last, "X-RateLimit-Period"), "1");
  EXPECT_EQ(header_of(last, "X-RateLimit-Limit"), "1000000");
  EXPECT_EQ(header_of(last, "X-RateLimit-Remaining"), "1000000");
  EXPECT_EQ(header_of(last, "Content-Type"), "application/json");
  EXPECT_EQ(header_of(last, "Cache-Control"), "no-cache");
  const auto first = header_of(last, "X-Request-Id");
  EXPECT_FALSE(first.empty());
  ask("GET", "/v1/none");
  EXPECT_NE(header_of(last, "X-Request-Id"), first);
  EXPECT_FALSE(header_of(last, "X-RateLimit-Limit").empty());
}

TEST_F(ApiTest, a_request_id_of_the_client_comes_back_unless_it_could_forge_a_header) {
  auto request = request_of("GET", "/v1/zones");
  request.headers.emplace("x-request-id", "deploy-41");
  ask(request);
  EXPECT_EQ(header_of(last, "X-Request-Id"), "deploy-41");
  request.headers.erase("x-request-id");
  request.headers.emplace("x-request-id", "a\r\nSet-Cookie: x");
  ask(request);
  EXPECT_EQ(header_of(last, "X-Request-Id").find('\n'), std::string::npos);
}

TEST_F(ApiTest, an_unknown_path_is_not_found_and_a_wrong_method_not_allowed) {
  EXPECT_EQ(ask("GET", "/v1/monitors"), "404 {\"message\":\"not found\"}");
  EXPECT_EQ(ask("GET", "/"), "404 {\"message\":\"not found\"}");
  EXPECT_EQ(ask("DELETE", "/v1/zones"), "405 {\"message\":\"method not allowed\"}");
  EXPECT_EQ(header_of(last, "Allow"), "GET, HEAD");
  EXPECT_EQ(ask("GET", "/v1/zones/example.org/changes"),
            "405 {\"message\":\"method not allowed\"}");
  EXPECT_EQ(header_of(last, "Allow"), "POST");
}

TEST_F(ApiTest, a_get_has_a_tag_that_saves_sending_it_again) {
  ask("PUT", "/v1/zones/example.org", R"({"zone":"example.org"})");
  ask("GET", "/v1/zones/example.org");
  auto request = request_of("GET", "/v1/zones/example.org");
  request.headers.emplace("if-none-match", header_of(last, "ETag"));
  EXPECT_EQ(ask(request), "304 ");
  ask("POST", "/v1/zones/example.org", R"({"ttl":60})");
  EXPECT_EQ(ask(request).substr(0, 4), "200 ");
}

TEST_F(ApiTest, a_head_is_answered_as_a_get) {
  EXPECT_EQ(ask("HEAD", "/v1/zones").substr(0, 4), "200 ");
  EXPECT_FALSE(header_of(last, "ETag").empty());
}

TEST_F(ApiTest, a_repeated_idempotency_key_gets_the_stored_result_and_changes_nothing) {
  zones.earlier["admin k1"] = R"({"id":"41"})";
  auto request = request_of("PUT", "/v1/zones/example.org", "{}");
  request.headers.emplace("idempotency-key", "k1");
  EXPECT_EQ(ask(request), R"(200 {"id":"41"})");
  EXPECT_EQ(zones.calls, 0);
  request.headers.erase("idempotency-key");
  request.headers.emplace("idempotency-key", "k2");
  EXPECT_EQ(ask(request).substr(0, 4), "200 ");
  EXPECT_EQ(zones.request.request_id, "admin k2");
  request.headers.erase("idempotency-key");
  request.headers.emplace("idempotency-key", std::string(201, 'x'));
  EXPECT_EQ(ask(request).substr(0, 4), "400 ");
}

TEST_F(ApiTest, the_key_of_a_reading_request_is_not_looked_up) {
  zones.earlier["admin k1"] = "{}";
  auto request = request_of("GET", "/v1/zones");
  request.headers.emplace("idempotency-key", "k1");
  EXPECT_EQ(ask(request), "200 []");
}

TEST_F(ApiTest, nobody_gets_the_stored_result_of_somebody_else) {
  zones.earlier["admin k1"] = R"({"id":"41"})";
  const FixedCaller anna({"apikey:41", "anna", {model::Permissions::all()}, {}});
  Api api_of_anna(
      log, {{&anna}, "0.1.0"}, use_cases, [] { return true; }, [] { return std::string(); });
  auto request = request_of("PUT", "/v1/zones/example.org", "{}");
  request.headers.emplace("idempotency-key", "k1");
  EXPECT_NE(api_of_anna.handle(request).body, R"({"id":"41"})");
  EXPECT_EQ(zones.request.request_id, "apikey:41 k1");
}

struct ProblemCase {
  control::ProblemKind kind;
  std::string answer;
};

TEST_F(ApiTest, problems_become_the_texts_that_clients_compare) {
  using enum control::ProblemKind;
  const ProblemCase cases[] = {
      {zone_not_found, R"(404 {"message":"zone not found"})"},
      {record_not_found, R"(404 {"message":"record not found"})"},
      {not_found, R"(404 {"message":"why"})"},
      {forbidden, R"(403 {"message":"why"})"},
      {zone_exists, R"(400 {"message":"zone already exists"})"},
      {fqdn_exists, R"(400 {"message":"invalid: FQDN already exists"})"},
      {record_exists, R"(400 {"message":"record already exists"})"},
      {key_conflict, R"(409 {"message":"why"})"},
      {invalid, R"(400 {"message":"why","errors":[{"path":"","code":"invalid","message":"why"}]})"},
      {conflict, R"(409 {"message":"why"})"},
      {unavailable, R"(503 {"message":"why"})"},
      {unknown_outcome, R"(503 {"message":"why"})"},
  };
  for (const auto& [kind, answer] : cases) {
    zones.failure = control::Problem{kind, "why", {}};
    EXPECT_EQ(ask("PUT", "/v1/zones/example.org", "{}"), answer);
  }
}

TEST_F(ApiTest, a_body_that_is_not_json_is_told_with_its_place) {
  EXPECT_TRUE(ask("PUT", "/v1/zones/example.org", "{\"ttl\":}")
                  .starts_with("400 {\"message\":\"The body is not JSON: "));
  EXPECT_NE(ask("PUT", "/v1/zones/example.org", "{\"ttl\":}").find("at octet 7"),
            std::string::npos);
  EXPECT_EQ(ask("PUT", "/v1/zones/example.org", "[]").substr(0, 4), "400 ");
}

TEST_F(ApiTest, there_is_one_network) {
  EXPECT_TRUE(ask("GET", "/v1/networks")
                  .starts_with(R"(200 [{"network_id":0,"name":"zonecast","label":"zonecast",)"));
}

TEST(Answer, timestamps_have_milliseconds) {
  EXPECT_EQ(timestamp(1'795'348'800'007), "2026-11-22T12:00:00.007Z");
  EXPECT_EQ(timestamp(0), "1970-01-01T00:00:00.000Z");
}

TEST(Answer, derived_ids_are_24_hex_digits_and_differ) {
  EXPECT_EQ(derived_id("a").size(), 24U);
  EXPECT_NE(derived_id("a"), derived_id("b"));
  EXPECT_EQ(derived_id("a"), derived_id("a"));
}

}  // namespace
}  // namespace zonecast::api
