// SPDX-License-Identifier: GPL-3.0-or-later
// The rights that a command gives, as options: --view, --manage, --zone, …
#pragma once

#include <CLI/App.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace zonecast::cli {

struct PermissionOptions {
  bool view = false, manage = false, all_zones = false;
  bool secrets = false, activity = false, apikeys = false, users = false, teams = false;
  std::vector<std::string> zones;
};

void add_permission_options(CLI::App& command, PermissionOptions& options);

/// The `permissions` of a body.
boost::json::object permissions_of(const PermissionOptions& options);

}  // namespace zonecast::cli
