// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/permission_options.h"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>

namespace zonecast::cli {

namespace json = boost::json;

void add_permission_options(CLI::App& command, PermissionOptions& options) {
  command.add_flag("--view", options.view, "May see zones");
  command.add_flag("--manage", options.manage, "May change zones");
  command.add_option("--zone", options.zones, "… this zone; may be given several times")
      ->type_name("NAME");
  command.add_flag("--all-zones", options.all_zones, "… every zone, also those to come");
  command.add_flag("--secrets", options.secrets, "May see TSIG secrets");
  command.add_flag("--activity", options.activity, "May read the activity log");
  command.add_flag("--manage-apikeys", options.apikeys, "May manage API keys");
  command.add_flag("--manage-users", options.users, "May manage users");
  command.add_flag("--manage-teams", options.teams, "May manage teams");
}

json::object permissions_of(const PermissionOptions& options) {
  json::object dns{{"view_zones", options.view || options.manage},
                   {"manage_zones", options.manage},
                   {"zones_allow_by_default", options.all_zones}};
  if (!options.zones.empty())
    dns["zones_allow"] = json::array(options.zones.begin(), options.zones.end());
  return {{"dns", std::move(dns)},
          {"account", json::object{{"view_activity_log", options.activity},
                                   {"manage_apikeys", options.apikeys},
                                   {"manage_users", options.users},
                                   {"manage_teams", options.teams}}},
          {"security", json::object{{"view_tsig_secrets", options.secrets}}}};
}

}  // namespace zonecast::cli
