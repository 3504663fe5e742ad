// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/route_right.h"

namespace zonecast::api {
namespace {

using enum model::Extent;
using model::Right;

constexpr Access open{};
constexpr Access any_caller{Access::Demand::any_caller, {}, anywhere};

constexpr Access needs(Right right, model::Extent extent = anywhere) {
  return {Access::Demand::right, right, extent};
}

bool is_reading(std::string_view method) { return method == "GET" || method == "HEAD"; }

}  // namespace

Access access_of(Resource resource, std::string_view method) {
  const bool reads = is_reading(method);
  switch (resource) {
    case Resource::healthz:
    case Resource::metrics:
    case Resource::openapi:
      return open;
    case Resource::zones:
    case Resource::stats_qps:
    case Resource::stats_usage:
    case Resource::search:
    case Resource::search_zones:
    case Resource::search_records:
      return needs(Right::view_zones);
    case Resource::zone:
      if (reads) return needs(Right::view_zones, some_of_zone);
      return needs(Right::manage_zones, method == "DELETE" ? whole_zone : zone);
    case Resource::record:
      return needs(reads ? Right::view_zones : Right::manage_zones, record);
    case Resource::changes:
      return needs(Right::manage_zones, some_of_zone);
    case Resource::zone_status:
    case Resource::stats_qps_of_zone:
    case Resource::stats_usage_of_zone:
      return needs(Right::view_zones, zone);
    case Resource::zone_notify:
      return needs(Right::manage_zones, zone);
    case Resource::notify:
      return needs(Right::manage_zones, every_zone);
    case Resource::import_zonefile:
      return needs(Right::manage_zones, whole_zone);
    case Resource::import_zonefiles:
      return needs(Right::manage_zones);
    case Resource::export_zonefile:
    case Resource::export_status:
      return needs(Right::view_zones, whole_zone);
    case Resource::access:
      return needs(Right::view_zones);
    case Resource::account_self:
      return {Access::Demand::any_caller};
    case Resource::account_keys:
    case Resource::account_key:
    case Resource::account_secrets:
    case Resource::account_secret:
      return needs(Right::manage_apikeys);
    case Resource::account_teams:
    case Resource::account_team:
      return needs(Right::manage_teams);
    case Resource::account_users:
    case Resource::account_user:
      return needs(Right::manage_users);
    case Resource::activity:
      return needs(Right::view_activity_log);
    case Resource::zone_history:
    case Resource::history_compare:
    case Resource::past_version:
    case Resource::past_records:
      return needs(Right::view_zones, whole_zone);
    case Resource::restore:
    case Resource::version_activate:
      return needs(Right::manage_zones, whole_zone);
    case Resource::zone_versions:
      if (reads) return needs(Right::view_zones, zone);
      return needs(Right::manage_zones, whole_zone);
    case Resource::zone_version:
      return needs(Right::manage_zones, whole_zone);
    case Resource::jobs:
      return reads ? any_caller : needs(Right::manage_zones);
    case Resource::job:
      return any_caller;
    case Resource::networks:
    case Resource::network:
      return needs(reads ? Right::view_zones : Right::manage_account_settings);
    case Resource::tsig_reveal:
      return needs(Right::view_tsig_secrets);
    // Keys, ACLs and views reach into every zone, and name them.
    case Resource::tsig_keys:
    case Resource::tsig_key:
    case Resource::tsig_generate:
    case Resource::key_roll:
    case Resource::key_roll_step:
    case Resource::acls:
    case Resource::acl:
    case Resource::views:
    case Resource::view:
    case Resource::view_preference:
      return needs(reads ? Right::view_zones : Right::manage_zones, every_zone);
    case Resource::server:
      return needs(Right::view_zones);
    case Resource::lookup:
      return needs(Right::manage_zones);
  }
  return needs(Right::manage_account_settings, every_zone);
}

}  // namespace zonecast::api
