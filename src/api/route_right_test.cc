// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/route_right.h"

#include <set>

#include "api/api_test_bed.h"

namespace zonecast::api {
namespace {

using Demand = Access::Demand;
using enum model::Extent;
using model::Right;

struct RouteCase {
  const char* method;
  const char* path;
  Access access;
};

constexpr Access needs(Right right, model::Extent extent = anywhere) {
  return {Demand::right, right, extent};
}

// Each route of docs/api.md, with the right its row there names.
const RouteCase routes[] = {
    {"GET", "/healthz", {}},
    {"GET", "/metrics", {}},
    {"GET", "/v1/openapi.json", {}},
    {"GET", "/v1/zones", needs(Right::view_zones)},
    {"GET", "/v1/zones/example.org", needs(Right::view_zones, some_of_zone)},
    {"PUT", "/v1/zones/example.org", needs(Right::manage_zones, zone)},
    {"POST", "/v1/zones/example.org", needs(Right::manage_zones, zone)},
    {"DELETE", "/v1/zones/example.org", needs(Right::manage_zones, whole_zone)},
    {"GET", "/v1/zones/example.org/www.example.org/A", needs(Right::view_zones, record)},
    {"PUT", "/v1/zones/example.org/www.example.org/A", needs(Right::manage_zones, record)},
    {"POST", "/v1/zones/example.org/www.example.org/A", needs(Right::manage_zones, record)},
    {"DELETE", "/v1/zones/example.org/www.example.org/A", needs(Right::manage_zones, record)},
    {"POST", "/v1/zones/example.org/changes", needs(Right::manage_zones, some_of_zone)},
    {"GET", "/v1/zones/example.org/status", needs(Right::view_zones, zone)},
    {"POST", "/v1/zones/example.org/notify", needs(Right::manage_zones, zone)},
    {"POST", "/v1/notify", needs(Right::manage_zones, every_zone)},
    {"PUT", "/v1/import/zonefile/example.org", needs(Right::manage_zones, whole_zone)},
    {"PUT", "/v1/import/zonefiles", needs(Right::manage_zones)},
    {"GET", "/v1/export/zonefile/example.org", needs(Right::view_zones, whole_zone)},
    {"PUT", "/v1/export/zonefile/example.org", needs(Right::view_zones, whole_zone)},
    {"GET", "/v1/export/zonefile/example.org/status", needs(Right::view_zones, whole_zone)},
    {"GET", "/v1/networks", needs(Right::view_zones)},
    {"PUT", "/v1/networks", needs(Right::manage_account_settings)},
    {"GET", "/v1/search", needs(Right::view_zones)},
    {"GET", "/v1/dns/zone/search", needs(Right::view_zones)},
    {"GET", "/v1/dns/record/search", needs(Right::view_zones)},
    {"GET", "/v1/stats/qps", needs(Right::view_zones)},
    {"GET", "/v1/stats/qps/example.org", needs(Right::view_zones, zone)},
    {"GET", "/v1/stats/usage", needs(Right::view_zones)},
    {"GET", "/v1/stats/usage/example.org", needs(Right::view_zones, zone)},
    {"PUT", "/v1/networks/1", needs(Right::manage_account_settings)},
    {"GET", "/v1/networks/1", needs(Right::view_zones)},
    {"DELETE", "/v1/networks/1", needs(Right::manage_account_settings)},
    {"GET", "/v1/tsig", needs(Right::view_zones, every_zone)},
    {"GET", "/v1/tsig/k.example.org", needs(Right::view_zones, every_zone)},
    {"PUT", "/v1/tsig/k.example.org", needs(Right::manage_zones, every_zone)},
    {"DELETE", "/v1/tsig/k.example.org", needs(Right::manage_zones, every_zone)},
    {"POST", "/v1/tsig/k.example.org/generate", needs(Right::manage_zones, every_zone)},
    {"POST", "/v1/tsig/k.example.org/reveal", needs(Right::view_tsig_secrets)},
    {"GET", "/v1/tsig/k.example.org/roll", needs(Right::view_zones, every_zone)},
    {"POST", "/v1/tsig/k.example.org/roll", needs(Right::manage_zones, every_zone)},
    {"POST", "/v1/tsig/k.example.org/roll/retire", needs(Right::manage_zones, every_zone)},
    {"GET", "/v1/acls", needs(Right::view_zones, every_zone)},
    {"PUT", "/v1/acls/office", needs(Right::manage_zones, every_zone)},
    {"GET", "/v1/acls/office", needs(Right::view_zones, every_zone)},
    {"DELETE", "/v1/acls/office", needs(Right::manage_zones, every_zone)},
    {"GET", "/v1/views", needs(Right::view_zones, every_zone)},
    {"POST", "/v1/views/inside", needs(Right::manage_zones, every_zone)},
    {"GET", "/v1/views/inside", needs(Right::view_zones, every_zone)},
    {"PUT", "/v1/views/inside", needs(Right::manage_zones, every_zone)},
    {"DELETE", "/v1/views/inside", needs(Right::manage_zones, every_zone)},
    {"GET", "/v1/config/views/preference", needs(Right::view_zones, every_zone)},
    {"POST", "/v1/config/views/preference", needs(Right::manage_zones, every_zone)},
    {"POST", "/v1/access/evaluate", needs(Right::view_zones)},
    {"GET", "/v1/zones/example.org/history", needs(Right::view_zones, whole_zone)},
    {"GET", "/v1/zones/example.org/history/compare", needs(Right::view_zones, whole_zone)},
    {"GET", "/v1/zones/example.org/history/7", needs(Right::view_zones, whole_zone)},
    {"GET", "/v1/zones/example.org/history/7/records", needs(Right::view_zones, whole_zone)},
    {"POST", "/v1/zones/example.org/history/7/restore", needs(Right::manage_zones, whole_zone)},
    {"GET", "/v1/zones/example.org/versions", needs(Right::view_zones, zone)},
    {"PUT", "/v1/zones/example.org/versions", needs(Right::manage_zones, whole_zone)},
    {"DELETE", "/v1/zones/example.org/versions/2", needs(Right::manage_zones, whole_zone)},
    {"POST", "/v1/zones/example.org/versions/2/activate", needs(Right::manage_zones, whole_zone)},
    {"GET", "/v1/jobs", {Demand::any_caller}},
    {"POST", "/v1/jobs", needs(Right::manage_zones)},
    {"GET", "/v1/jobs/7", {Demand::any_caller}},
    {"DELETE", "/v1/jobs/7", {Demand::any_caller}},
    {"GET", "/v1/account/self", {Demand::any_caller}},
    {"GET", "/v1/account/apikeys", needs(Right::manage_apikeys)},
    {"PUT", "/v1/account/apikeys", needs(Right::manage_apikeys)},
    {"GET", "/v1/account/apikeys/1", needs(Right::manage_apikeys)},
    {"POST", "/v1/account/apikeys/1", needs(Right::manage_apikeys)},
    {"DELETE", "/v1/account/apikeys/1", needs(Right::manage_apikeys)},
    {"POST", "/v1/account/apikeys/1/secrets", needs(Right::manage_apikeys)},
    {"POST", "/v1/account/apikeys/1/secrets/2", needs(Right::manage_apikeys)},
    {"DELETE", "/v1/account/apikeys/1/secrets/2", needs(Right::manage_apikeys)},
    {"GET", "/v1/account/teams", needs(Right::manage_teams)},
    {"PUT", "/v1/account/teams", needs(Right::manage_teams)},
    {"GET", "/v1/account/teams/1", needs(Right::manage_teams)},
    {"POST", "/v1/account/teams/1", needs(Right::manage_teams)},
    {"DELETE", "/v1/account/teams/1", needs(Right::manage_teams)},
    {"GET", "/v1/account/users", needs(Right::manage_users)},
    {"PUT", "/v1/account/users", needs(Right::manage_users)},
    {"GET", "/v1/account/users/anna", needs(Right::manage_users)},
    {"POST", "/v1/account/users/anna", needs(Right::manage_users)},
    {"DELETE", "/v1/account/users/anna", needs(Right::manage_users)},
    {"GET", "/v1/account/activity", needs(Right::view_activity_log)},
    {"GET", "/v1/server", needs(Right::view_zones)},
    {"POST", "/v1/lookup", needs(Right::manage_zones)},
};

TEST(RouteRight, each_route_names_the_right_it_needs) {
  for (const auto& [method, path, access] : routes) {
    const auto route = route_of_path(path);
    ASSERT_TRUE(route) << path;
    ASSERT_TRUE(is_allowed(route->resource, method)) << method << " " << path;
    EXPECT_EQ(access_of(route->resource, method), access) << method << " " << path;
  }
}

TEST(RouteRight, every_resource_and_method_is_in_the_table) {
  std::set<std::pair<Resource, std::string>> named;
  for (const auto& [method, path, access] : routes)
    named.emplace(route_of_path(path)->resource, method);
  for (int i = 0; !allowed_methods(static_cast<Resource>(i)).empty(); ++i) {
    const auto resource = static_cast<Resource>(i);
    for (const auto* method : {"GET", "PUT", "POST", "DELETE"}) {
      // An import may be sent either way.
      const bool is_told = named.contains({resource, method}) ||
                           (std::string(method) == "POST" && named.contains({resource, "PUT"}) &&
                            access_of(resource, "POST") == access_of(resource, "PUT"));
      EXPECT_EQ(is_allowed(resource, method), is_told && is_allowed(resource, method))
          << "resource " << i << " " << method << " has no row";
    }
  }
}

TEST(RouteRight, no_resource_is_open_that_is_not_meant_to_be) {
  const std::set<Resource> open{Resource::healthz, Resource::metrics, Resource::openapi};
  for (int i = 0; !allowed_methods(static_cast<Resource>(i)).empty(); ++i) {
    const auto resource = static_cast<Resource>(i);
    for (const auto* method : {"GET", "HEAD", "PUT", "POST", "DELETE"}) {
      EXPECT_EQ(access_of(resource, method).demand == Demand::nothing, open.contains(resource))
          << i << " " << method;
    }
  }
}

TEST(RouteRight, a_resource_that_is_not_in_the_table_asks_for_the_most) {
  EXPECT_EQ(access_of(static_cast<Resource>(100'000), "GET"),
            needs(Right::manage_account_settings, every_zone));
}

model::Permissions may_manage(std::vector<std::string> zones) {
  model::Permissions out;
  out.dns.manage_zones = true;
  out.dns.zones_allow = std::move(zones);
  return out;
}

/// The answers to somebody with these permissions, in an account that has example.org.
class RouteRightTest : public ApiTestBed {
 protected:
  void SetUp() override {
    ask("PUT", "/v1/zones/example.org", R"({"zone":"example.org","primary":{"enabled":true,
        "secondaries":[{"ip":"192.0.2.20","tsig":{"enabled":true,"hash":"hmac-sha256",
                        "name":"k.example.","key":"c2VjcmV0"}}]}})");
  }
  std::string ask_as(const model::Permissions& permissions, const http::Request& request) {
    const FixedCaller anna({"apikey:41", "anna", {permissions}, {}});
    Api api_of_anna(
        log, {{&anna}, "0.1.0"}, use_cases, [] { return true; }, [] { return std::string(); });
    last = api_of_anna.handle(request);
    return std::to_string(last.status) + " " + body_of(last);
  }
  std::string ask_as(const model::Permissions& permissions, const char* method,
                     const std::string& target, const std::string& body = {}) {
    return ask_as(permissions, request_of(method, target, body));
  }
};

TEST_F(RouteRightTest, without_any_right_every_route_is_forbidden_before_anything_happens) {
  zones.calls = 0;
  for (const auto& [method, path, access] : routes) {
    if (access.demand != Demand::right) continue;
    const auto answer = ask_as({}, method, path, "{}");
    EXPECT_EQ(answer, R"(403 {"message":"The right )" + std::string(to_text(access.right)) +
                          R"( is missing"})")
        << method << " " << path;
  }
  EXPECT_EQ(zones.calls, 0);
}

TEST_F(RouteRightTest, rights_end_where_the_zones_end) {
  const auto permissions = may_manage({"example.org"});
  EXPECT_EQ(ask_as(permissions, "POST", "/v1/zones/example.org", R"({"ttl":60})").substr(0, 3),
            "200");
  EXPECT_EQ(ask_as(permissions, "PUT", "/v1/zones/example.net", R"({"zone":"example.net"})"),
            R"(403 {"message":"The right dns.manage_zones does not cover the zone example.net"})");
  EXPECT_EQ(ask_as(permissions, "POST", "/v1/notify").substr(0, 3), "403");
}

TEST_F(RouteRightTest, whether_a_forbidden_zone_exists_is_not_told) {
  const auto permissions = may_manage({});
  const auto there = ask_as(permissions, "GET", "/v1/zones/example.org/www.example.org/A");
  EXPECT_EQ(there.substr(0, 3), "403");
  EXPECT_EQ(ask_as(permissions, "GET", "/v1/zones/example.net/www.example.net/A").substr(0, 3),
            "403");
}

TEST_F(RouteRightTest, a_record_may_be_all_that_somebody_may_change) {
  auto permissions = may_manage({});
  permissions.dns.records_allow = {
      {"example.org", *dns::Name::from_text("_acme-challenge.example.org"), true, "TXT"}};
  const std::string body = R"({"answers":[{"answer":["x"]}]})";
  const std::string zone = "/v1/zones/example.org/";
  EXPECT_EQ(ask_as(permissions, "PUT", zone + "_acme-challenge.example.org/TXT", body).substr(0, 3),
            "200");
  EXPECT_EQ(
      ask_as(permissions, "PUT", zone + "example.org/TXT", body),
      "403 {\"message\":\"The right dns.manage_zones does not cover example.org TXT in the zone "
      "example.org\"}");
  EXPECT_EQ(ask_as(permissions, "PUT", zone + "@/TXT", body).substr(0, 3), "403");
  EXPECT_EQ(ask_as(permissions, "POST", "/v1/zones/example.org", "{}").substr(0, 3), "403");
}

TEST_F(RouteRightTest, each_record_of_a_batch_is_looked_at) {
  auto permissions = may_manage({"example.org"});
  permissions.dns.records_deny = {
      {"example.org", *dns::Name::from_text("ns.example.org"), false, ""}};
  const auto batch = [](const std::string& domain) {
    return R"({"records":[{"op":"put","domain":"www.example.org","type":"A","answers":[{"answer":["192.0.2.1"]}]},
                          {"op":"delete","domain":")" +
           domain + R"(","type":"A"}]})";
  };
  zones.calls = 0;
  EXPECT_EQ(
      ask_as(permissions, "POST", "/v1/zones/example.org/changes", batch("NS.example.org")),
      "403 {\"message\":\"The right dns.manage_zones does not cover NS.example.org A in the zone "
      "example.org\"}");
  EXPECT_EQ(zones.calls, 0);
  ask_as(permissions, "POST", "/v1/zones/example.org/changes", batch("old.example.org"));
  EXPECT_EQ(zones.calls, 1);
}

TEST_F(RouteRightTest, an_alias_is_a_record_like_others) {
  auto permissions = may_manage({});
  permissions.dns.records_allow = {
      {"example.org", *dns::Name::from_text("www.example.org"), false, ""}};
  const auto put = [&](const std::string& domain) {
    return ask_as(permissions, "PUT", "/v1/zones/example.org/" + domain + "/ALIAS",
                  R"({"answers":[{"answer":["host.example.net"]}]})");
  };
  EXPECT_EQ(put("mail.example.org").substr(0, 4), "403 ");
  EXPECT_EQ(put("www.example.org").substr(0, 4), "200 ");
}

TEST_F(RouteRightTest, an_import_under_another_name_needs_the_right_to_that_zone) {
  const auto answer = ask_as(may_manage({"example.org"}), "PUT",
                             "/v1/import/zonefile/example.org?name=internal", "x\n");
  EXPECT_EQ(
      answer,
      R"(403 {"message":"The right dns.manage_zones does not cover every record of the zone internal"})");
}

TEST_F(RouteRightTest, of_many_zone_files_the_forbidden_ones_fail_alone) {
  auto request =
      request_of("PUT", "/v1/import/zonefiles",
                 "--b\r\nContent-Disposition: form-data; name=\"example.org\"\r\n\r\nx\n\r\n"
                 "--b\r\nContent-Disposition: form-data; name=\"example.net\"\r\n\r\nx\n\r\n"
                 "--b--\r\n");
  request.headers.emplace("content-type", "multipart/form-data; boundary=b");
  const auto answer = ask_as(may_manage({"example.org"}), request);
  EXPECT_NE(answer.find(R"("failed":1)"), std::string::npos) << answer;
  EXPECT_NE(answer.find("does not cover every record of the zone example.net"), std::string::npos)
      << answer;
}

TEST_F(RouteRightTest, lists_hold_what_may_be_seen) {
  ask("PUT", "/v1/zones/example.net", R"({"zone":"example.net"})");
  const auto zones_seen = ask_as(may_manage({"example.org"}), "GET", "/v1/zones?limit=1");
  EXPECT_NE(zones_seen.find("example.org"), std::string::npos) << zones_seen;
  EXPECT_EQ(zones_seen.find(R"("name":"example.net")"), std::string::npos) << zones_seen;
  EXPECT_EQ(header_of(last, "Link"), "");
  EXPECT_EQ(ask_as(may_manage({}), "GET", "/v1/zones"), "200 []");

  ask("PUT", "/v1/zones/example.org/www.example.org/A",
      R"({"answers":[{"answer":["192.0.2.1"]}]})");
  auto permissions = may_manage({});
  permissions.dns.records_allow = {
      {"example.org", *dns::Name::from_text("www.example.org"), false, ""}};
  const auto records_seen = ask_as(permissions, "GET", "/v1/zones/example.org");
  EXPECT_NE(records_seen.find(R"("records":[{"domain":"www.example.org")"), std::string::npos)
      << records_seen;
  EXPECT_EQ(records_seen.find(R"("type":"NS")"), std::string::npos) << records_seen;
}

TEST_F(RouteRightTest, secrets_are_shown_to_those_who_may_see_them) {
  auto permissions = may_manage({"example.org"});
  const auto hidden = ask_as(permissions, "GET", "/v1/zones/example.org");
  EXPECT_NE(hidden.find("k.example."), std::string::npos) << hidden;
  EXPECT_EQ(hidden.find("c2VjcmV0"), std::string::npos) << hidden;
  permissions.security.view_tsig_secrets = true;
  const auto shown = ask_as(permissions, "GET", "/v1/zones/example.org");
  EXPECT_NE(shown.find("c2VjcmV0"), std::string::npos) << shown;
}

TEST_F(RouteRightTest, callers_are_told_what_they_may_with_one_zone) {
  auto permissions = may_manage({"example.org"});
  permissions.account.view_activity_log = true;
  const auto rights = [&](const char* target) {
    const auto answer = ask_as(permissions, "GET", target);
    return answer.substr(answer.find(R"("rights":)"));
  };
  EXPECT_EQ(rights("/v1/account/self"),
            R"("rights":["dns.view_zones","dns.manage_zones","account.view_activity_log"]})");
  EXPECT_EQ(rights("/v1/account/self?zone=Example.org."), rights("/v1/account/self"));
  EXPECT_EQ(rights("/v1/account/self?zone=example.net"),
            R"("rights":["account.view_activity_log"]})");
}

TEST_F(RouteRightTest, a_stored_answer_holds_no_secret) {
  auto request = request_of("POST", "/v1/zones/example.org", R"({"ttl":60})");
  request.headers.emplace("idempotency-key", "k1");
  ask(request);
  ASSERT_TRUE(zones.request.render);
  const auto kept = zones.request.render({{}, *zones.get("example.org"), {}});
  EXPECT_NE(kept.find("k.example."), std::string::npos) << kept;
  EXPECT_EQ(kept.find("c2VjcmV0"), std::string::npos) << kept;
}

}  // namespace
}  // namespace zonecast::api
