// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/route.h"

#include <gtest/gtest.h>

namespace zonecast::api {
namespace {

TEST(Route, knows_the_paths_of_the_api) {
  EXPECT_EQ(route_of_path("/healthz")->resource, Resource::healthz);
  EXPECT_EQ(route_of_path("/metrics")->resource, Resource::metrics);
  EXPECT_EQ(route_of_path("/v1/zones")->resource, Resource::zones);
  EXPECT_EQ(route_of_path("/v1/zones/example.org")->resource, Resource::zone);
  EXPECT_EQ(route_of_path("/v1/zones/example.org/changes")->resource, Resource::changes);
  EXPECT_EQ(route_of_path("/v1/zones/example.org/status")->resource, Resource::zone_status);
  EXPECT_EQ(route_of_path("/v1/zones/example.org/notify")->resource, Resource::zone_notify);
  EXPECT_EQ(route_of_path("/v1/notify")->resource, Resource::notify);
  EXPECT_EQ(route_of_path("/v1/server")->resource, Resource::server);
  EXPECT_EQ(route_of_path("/v1/lookup")->resource, Resource::lookup);
  EXPECT_EQ(route_of_path("/v1/import/zonefile/example.org")->zone, "example.org");
  EXPECT_EQ(route_of_path("/v1/import/zonefiles")->resource, Resource::import_zonefiles);
  EXPECT_EQ(route_of_path("/v1/export/zonefile/example.org")->resource, Resource::export_zonefile);
  EXPECT_EQ(route_of_path("/v1/zones/example.org/export/zonefile")->resource,
            Resource::export_zonefile);
  EXPECT_EQ(route_of_path("/v1/search")->resource, Resource::search);
  EXPECT_EQ(route_of_path("/v1/dns/zone/search")->resource, Resource::search_zones);
  EXPECT_EQ(route_of_path("/v1/dns/record/search")->resource, Resource::search_records);
  EXPECT_EQ(route_of_path("/v1/export/zonefile/example.org/status")->resource,
            Resource::export_status);
}

TEST(Route, names_keys_acls_views_and_networks) {
  EXPECT_EQ(route_of_path("/v1/tsig")->resource, Resource::tsig_keys);
  EXPECT_EQ(route_of_path("/v1/tsig/k.example.org.")->name, "k.example.org.");
  EXPECT_EQ(route_of_path("/v1/tsig/k/generate")->resource, Resource::tsig_generate);
  EXPECT_EQ(route_of_path("/v1/tsig/k/reveal")->resource, Resource::tsig_reveal);
  EXPECT_EQ(route_of_path("/v1/tsig/k/roll")->resource, Resource::key_roll);
  EXPECT_EQ(route_of_path("/v1/tsig/k/roll/switch")->step, "switch");
  EXPECT_FALSE(route_of_path("/v1/tsig/k/roll/other"));
  EXPECT_EQ(route_of_path("/v1/acls/of%66ice/")->name, "office");
  EXPECT_EQ(route_of_path("/v1/views")->resource, Resource::views);
  EXPECT_EQ(route_of_path("/v1/config/views/preference")->resource, Resource::view_preference);
  EXPECT_EQ(route_of_path("/v1/networks/0")->resource, Resource::network);
  EXPECT_FALSE(route_of_path("/v1/networks/0/1"));
}

TEST(Route, knows_the_paths_of_the_account) {
  EXPECT_EQ(route_of_path("/v1/account/self")->resource, Resource::account_self);
  EXPECT_EQ(route_of_path("/v1/account/activity")->resource, Resource::activity);
  EXPECT_EQ(route_of_path("/v1/account/apikeys")->resource, Resource::account_keys);
  EXPECT_EQ(route_of_path("/v1/account/apikeys/5E9f")->resource, Resource::account_key);
  EXPECT_EQ(route_of_path("/v1/account/apikeys/5E9f")->id, "5E9f");
  EXPECT_EQ(route_of_path("/v1/account/apikeys/5e9f/secrets")->resource, Resource::account_secrets);
  EXPECT_EQ(route_of_path("/v1/account/apikeys/5e9f/secrets/7a")->resource,
            Resource::account_secret);
  EXPECT_EQ(route_of_path("/v1/account/apikeys/5e9f/secrets/7a")->part, "7a");
  EXPECT_EQ(route_of_path("/v1/account/teams")->resource, Resource::account_teams);
  EXPECT_EQ(route_of_path("/v1/account/teams/7")->resource, Resource::account_team);
  EXPECT_EQ(route_of_path("/v1/account/users")->resource, Resource::account_users);
  EXPECT_EQ(route_of_path("/v1/account/users/anna%40example.org")->id, "anna@example.org");
  EXPECT_FALSE(route_of_path("/v1/account"));
  EXPECT_FALSE(route_of_path("/v1/account/teams/7/secrets"));
}

TEST(Route, decodes_pieces_and_tolerates_a_final_slash) {
  const auto route = route_of_path("/v1/zones/ex%61mple.org/%2a.example.org/TXT/");
  ASSERT_TRUE(route);
  EXPECT_EQ(route->resource, Resource::record);
  EXPECT_EQ(route->zone, "example.org");
  EXPECT_EQ(route->domain, "*.example.org");
  EXPECT_EQ(route->type, "TXT");
}

TEST(Route, a_slash_in_a_domain_may_come_raw_or_encoded) {
  const auto raw = route_of_path("/v1/zones/2.0.192.in-addr.arpa/0/25.2.0.192.in-addr.arpa/NS");
  const auto encoded =
      route_of_path("/v1/zones/2.0.192.in-addr.arpa/0%2f25.2.0.192.in-addr.arpa/NS");
  ASSERT_TRUE(raw && encoded);
  EXPECT_EQ(raw->domain, "0/25.2.0.192.in-addr.arpa");
  EXPECT_EQ(encoded->domain, raw->domain);
  EXPECT_EQ(raw->type, "NS");
}

TEST(Route, other_paths_name_nothing) {
  for (const auto* path : {"", "/", "//", "v1/zones", "/v1", "/v1/", "/v2/zones", "/v1//zones",
                           "/v1/zones//example.org", "/v1/zones/example.org/www.example.org",
                           "/v1/import/zonefile", "/v1/monitoring/jobs", "/api/v1/zones"}) {
    EXPECT_FALSE(route_of_path(path)) << path;
  }
  std::string long_path;
  for (std::size_t i = 0; i <= path_segments_max; ++i) long_path += "/a";
  EXPECT_FALSE(route_of_path("/v1/zones/example.org" + long_path));
}

TEST(Route, methods_are_told_by_resource) {
  EXPECT_TRUE(is_allowed(Resource::zone, "DELETE"));
  EXPECT_TRUE(is_allowed(Resource::zone, "HEAD"));
  EXPECT_FALSE(is_allowed(Resource::zones, "PUT"));
  EXPECT_FALSE(is_allowed(Resource::zones, "G"));
  EXPECT_FALSE(is_allowed(Resource::zones, ""));
}

}  // namespace
}  // namespace zonecast::api
