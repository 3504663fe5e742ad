// SPDX-License-Identifier: GPL-3.0-or-later
// Which resource a path names. NS1's paths and, beside them, ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace zonecast::api {

enum class Resource {
  healthz,           // /healthz
  metrics,           // /metrics
  openapi,           // /v1/openapi.json
  zones,             // /v1/zones
  zone,              // /v1/zones/{zone}
  record,            // /v1/zones/{zone}/{domain}/{type}
  changes,           // /v1/zones/{zone}/changes
  zone_status,       // /v1/zones/{zone}/status
  zone_notify,       // /v1/zones/{zone}/notify
  notify,            // /v1/notify
  import_zonefile,   // /v1/import/zonefile/{zone}
  import_zonefiles,  // /v1/import/zonefiles
  export_zonefile,  // /v1/export/zonefile/{zone}, and its start as /v1/zones/{zone}/export/zonefile
  export_status,    // /v1/export/zonefile/{zone}/status
  networks,         // /v1/networks
  search,           // /v1/search
  search_zones,     // /v1/dns/zone/search
  search_records,   // /v1/dns/record/search
  network,          // /v1/networks/{name}
  tsig_keys,        // /v1/tsig
  tsig_key,         // /v1/tsig/{name}
  tsig_generate,    // /v1/tsig/{name}/generate
  tsig_reveal,      // /v1/tsig/{name}/reveal
  key_roll,         // /v1/tsig/{name}/roll
  key_roll_step,    // /v1/tsig/{name}/roll/{step}: switch, retire, abort
  acls,             // /v1/acls
  acl,              // /v1/acls/{name}
  views,            // /v1/views
  view,             // /v1/views/{name}
  view_preference,  // /v1/config/views/preference
  access,           // /v1/access/evaluate
  zone_history,     // /v1/zones/{zone}/history
  history_compare,  // /v1/zones/{zone}/history/compare
  past_version,     // /v1/zones/{zone}/history/{id}
  past_records,     // /v1/zones/{zone}/history/{id}/records
  restore,          // /v1/zones/{zone}/history/{id}/restore
  zone_versions,    // /v1/zones/{zone}/versions
  zone_version,     // /v1/zones/{zone}/versions/{n}
  version_activate,     // /v1/zones/{zone}/versions/{n}/activate
  jobs,                 // /v1/jobs
  job,                  // /v1/jobs/{id}
  stats_qps,            // /v1/stats/qps
  stats_qps_of_zone,    // /v1/stats/qps/{zone}
  stats_usage,          // /v1/stats/usage
  stats_usage_of_zone,  // /v1/stats/usage/{zone}

  account_self,     // /v1/account/self
  account_keys,     // /v1/account/apikeys
  account_key,      // /v1/account/apikeys/{id}
  account_secrets,  // /v1/account/apikeys/{id}/secrets
  account_secret,   // /v1/account/apikeys/{id}/secrets/{part}
  account_teams,    // /v1/account/teams
  account_team,     // /v1/account/teams/{id}
  account_users,    // /v1/account/users
  account_user,     // /v1/account/users/{id}
  activity,         // /v1/account/activity
  server,           // /v1/server
  lookup,           // /v1/lookup
};

/// Path pieces are decoded.
struct Route {
  Resource resource{};
  std::string zone, domain, type;
  std::string id{}, part{};    // of a version, a job, an object of the account; and of a part of it
  std::string name{}, step{};  // of a key, an ACL, a view, a network; of a roll-over
};

inline constexpr std::size_t path_segments_max = 64;

/// `path` is percent-encoded and without query. A final slash is tolerated. A raw slash within a
/// record's domain is too: some clients put the names of RFC 2317 into the path as they are.
std::optional<Route> route_of_path(std::string_view path);

/// For the Allow header: "GET, HEAD, PUT".
std::string_view allowed_methods(Resource resource);
bool is_allowed(Resource resource, std::string_view method);

}  // namespace zonecast::api
