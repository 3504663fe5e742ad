// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/route.h"

#include <vector>

#include "http/http_server.h"

namespace zonecast::api {
namespace {

/// The decoded segments; nothing when the path does not start with a slash or has too many of them.
std::optional<std::vector<std::string>> segments_of(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  std::vector<std::string> segments;
  std::size_t start = 1;
  while (start <= path.size()) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    if (segments.size() == path_segments_max) return std::nullopt;
    segments.push_back(http::percent_decode(path.substr(start, end - start)));
    start = end + 1;
  }
  if (!segments.empty() && segments.back().empty()) segments.pop_back();
  for (const auto& segment : segments) {
    if (segment.empty()) return std::nullopt;
  }
  return segments;
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

Route with_id(Resource resource, std::string zone, std::string id) {
  Route route{resource, std::move(zone), {}, {}};
  route.id = std::move(id);
  return route;
}

std::optional<Route> route_below_zones(const std::vector<std::string>& s) {
  const std::size_t n = s.size();
  if (n == 2) return Route{Resource::zones, {}, {}, {}};
  if (n == 3) return Route{Resource::zone, s[2], {}, {}};
  if (n == 4) {
    if (s[3] == "changes") return Route{Resource::changes, s[2], {}, {}};
    if (s[3] == "status") return Route{Resource::zone_status, s[2], {}, {}};
    if (s[3] == "history") return Route{Resource::zone_history, s[2], {}, {}};
    if (s[3] == "versions") return Route{Resource::zone_versions, s[2], {}, {}};
    if (s[3] == "notify") return Route{Resource::zone_notify, s[2], {}, {}};
    return std::nullopt;
  }
  if (n == 5 && s[3] == "export" && s[4] == "zonefile") {
    return Route{Resource::export_zonefile, s[2], {}, {}};
  }
  // Ids are numbers, which no type of DNS is spelled as.
  if (s[3] == "history" && is_number(s[4])) {
    if (n == 5) return with_id(Resource::past_version, s[2], s[4]);
    if (n == 6 && s[5] == "records") return with_id(Resource::past_records, s[2], s[4]);
    if (n == 6 && s[5] == "restore") return with_id(Resource::restore, s[2], s[4]);
  }
  if (s[3] == "versions" && is_number(s[4])) {
    if (n == 5) return with_id(Resource::zone_version, s[2], s[4]);
    if (n == 6 && s[5] == "activate") return with_id(Resource::version_activate, s[2], s[4]);
  }
  if (n == 5 && s[3] == "history" && s[4] == "compare") {
    return Route{Resource::history_compare, s[2], {}, {}};
  }
  std::string domain = s[3];
  for (std::size_t i = 4; i + 1 < n; ++i) domain += "/" + s[i];
  return Route{Resource::record, s[2], std::move(domain), s[n - 1]};
}

std::optional<Route> route_below_tsig(const std::vector<std::string>& s) {
  const std::size_t n = s.size();
  const auto of_key = [&](Resource resource, std::string step = {}) {
    Route route{resource, {}, {}, {}};
    route.name = s[2];
    route.step = std::move(step);
    return route;
  };
  if (n == 2) return Route{Resource::tsig_keys, {}, {}, {}};
  if (n == 3) return of_key(Resource::tsig_key);
  if (n == 4 && s[3] == "generate") return of_key(Resource::tsig_generate);
  if (n == 4 && s[3] == "reveal") return of_key(Resource::tsig_reveal);
  if (n == 4 && s[3] == "roll") return of_key(Resource::key_roll);
  if (n == 5 && s[3] == "roll" && (s[4] == "switch" || s[4] == "retire" || s[4] == "abort"))
    return of_key(Resource::key_roll_step, s[4]);
  return std::nullopt;
}

/// /v1/KIND and /v1/KIND/{name}.
std::optional<Route> route_of_objects(const std::vector<std::string>& s, Resource all,
                                      Resource one) {
  if (s.size() == 2) return Route{all, {}, {}, {}};
  if (s.size() != 3) return std::nullopt;
  Route route{one, {}, {}, {}};
  route.name = s[2];
  return route;
}

std::optional<Route> route_below_account(const std::vector<std::string>& s) {
  const std::size_t n = s.size();
  const auto found = [&](Resource resource) {
    Route route{resource, {}, {}, {}};
    if (n > 3) route.id = s[3];
    if (n > 5) route.part = s[5];
    return route;
  };
  if (n == 3 && s[2] == "self") return found(Resource::account_self);
  if (n == 3 && s[2] == "activity") return found(Resource::activity);
  if (n == 3 && s[2] == "apikeys") return found(Resource::account_keys);
  if (n == 3 && s[2] == "teams") return found(Resource::account_teams);
  if (n == 3 && s[2] == "users") return found(Resource::account_users);
  if (n == 4 && s[2] == "apikeys") return found(Resource::account_key);
  if (n == 4 && s[2] == "teams") return found(Resource::account_team);
  if (n == 4 && s[2] == "users") return found(Resource::account_user);
  if (n >= 5 && n <= 6 && s[2] == "apikeys" && s[4] == "secrets")
    return found(n == 5 ? Resource::account_secrets : Resource::account_secret);
  return std::nullopt;
}

}  // namespace

std::optional<Route> route_of_path(std::string_view path) {
  const auto segments = segments_of(path);
  if (!segments || segments->empty()) return std::nullopt;
  const auto& s = *segments;
  const std::size_t n = s.size();
  const auto plain = [](Resource resource) { return Route{resource, {}, {}, {}}; };
  if (n == 1 && s[0] == "healthz") return plain(Resource::healthz);
  if (n == 1 && s[0] == "metrics") return plain(Resource::metrics);
  if (n < 2 || s[0] != "v1") return std::nullopt;
  if (n == 2 && s[1] == "openapi.json") return plain(Resource::openapi);
  if (s[1] == "zones") return route_below_zones(s);
  if (s[1] == "account") return route_below_account(s);
  if (n == 2 && s[1] == "notify") return plain(Resource::notify);
  if (s[1] == "networks") return route_of_objects(s, Resource::networks, Resource::network);
  if (s[1] == "tsig") return route_below_tsig(s);
  if (s[1] == "acls") return route_of_objects(s, Resource::acls, Resource::acl);
  if (s[1] == "views") return route_of_objects(s, Resource::views, Resource::view);
  if (n == 4 && s[1] == "config" && s[2] == "views" && s[3] == "preference")
    return plain(Resource::view_preference);
  if (s[1] == "stats" && (n == 3 || n == 4)) {
    const bool is_of_zone = n == 4;
    const std::string zone = is_of_zone ? s[3] : std::string();
    if (s[2] == "qps")
      return Route{is_of_zone ? Resource::stats_qps_of_zone : Resource::stats_qps, zone, {}, {}};
    if (s[2] == "usage")
      return Route{
          is_of_zone ? Resource::stats_usage_of_zone : Resource::stats_usage, zone, {}, {}};
  }
  if (n == 2 && s[1] == "search") return plain(Resource::search);
  if (n == 4 && s[1] == "dns" && s[3] == "search") {
    if (s[2] == "zone") return plain(Resource::search_zones);
    if (s[2] == "record") return plain(Resource::search_records);
  }
  if (n == 3 && s[1] == "access" && s[2] == "evaluate") return plain(Resource::access);
  if (n == 2 && s[1] == "jobs") return plain(Resource::jobs);
  if (n == 3 && s[1] == "jobs") return with_id(Resource::job, {}, s[2]);
  if (n == 2 && s[1] == "server") return plain(Resource::server);
  if (n == 2 && s[1] == "lookup") return plain(Resource::lookup);
  if (s[1] == "import") {
    if (n == 3 && s[2] == "zonefiles") return plain(Resource::import_zonefiles);
    if (n == 4 && s[2] == "zonefile") return Route{Resource::import_zonefile, s[3], {}, {}};
  }
  if (s[1] == "export" && n >= 4 && s[2] == "zonefile") {
    if (n == 4) return Route{Resource::export_zonefile, s[3], {}, {}};
    if (n == 5 && s[4] == "status") return Route{Resource::export_status, s[3], {}, {}};
  }
  return std::nullopt;
}

std::string_view allowed_methods(Resource resource) {
  switch (resource) {
    case Resource::healthz:
    case Resource::metrics:
    case Resource::openapi:
    case Resource::zones:
    case Resource::zone_status:
    case Resource::export_status:
    case Resource::stats_qps:
    case Resource::stats_qps_of_zone:
    case Resource::stats_usage:
    case Resource::stats_usage_of_zone:
    case Resource::search:
    case Resource::search_zones:
    case Resource::search_records:
    case Resource::tsig_keys:
    case Resource::acls:
    case Resource::views:
    case Resource::account_self:
    case Resource::activity:
    case Resource::zone_history:
    case Resource::history_compare:
    case Resource::past_version:
    case Resource::past_records:
    case Resource::server:
      return "GET, HEAD";
    case Resource::networks:
    case Resource::account_keys:
    case Resource::account_teams:
    case Resource::account_users:
      return "GET, HEAD, PUT";
    case Resource::network:
    case Resource::tsig_key:
    case Resource::acl:
    case Resource::view:
      return "GET, HEAD, PUT, POST, DELETE";
    case Resource::account_key:
    case Resource::account_team:
    case Resource::account_user:
      return "GET, HEAD, POST, DELETE";
    case Resource::account_secret:
      return "POST, DELETE";
    case Resource::zone_versions:
      return "GET, HEAD, PUT";
    case Resource::zone_version:
      return "DELETE";
    case Resource::key_roll:
    case Resource::view_preference:
    case Resource::jobs:
      return "GET, HEAD, POST";
    case Resource::tsig_generate:
    case Resource::tsig_reveal:
    case Resource::key_roll_step:
      return "POST";
    case Resource::job:
      return "GET, HEAD, DELETE";
    case Resource::zone:
    case Resource::record:
      return "GET, HEAD, PUT, POST, DELETE";
    case Resource::changes:
    case Resource::zone_notify:
    case Resource::notify:
    case Resource::account_secrets:
    case Resource::access:
    case Resource::restore:
    case Resource::lookup:
    case Resource::version_activate:
      return "POST";
    case Resource::import_zonefile:
    case Resource::import_zonefiles:
      return "PUT, POST";
    case Resource::export_zonefile:
      return "GET, HEAD, PUT";
  }
  return "";
}

bool is_allowed(Resource resource, std::string_view method) {
  std::string_view methods = allowed_methods(resource);
  while (!methods.empty()) {
    const std::size_t end = std::min(methods.find(", "), methods.size());
    if (methods.substr(0, end) == method) return true;
    methods.remove_prefix(std::min(end + 2, methods.size()));
  }
  return false;
}

}  // namespace zonecast::api
