// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast acl, view and network: list, add, set, delete.
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

void add_acl_commands(CLI::App& app, int& exit_code);
void add_view_commands(CLI::App& app, int& exit_code);
void add_network_commands(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
