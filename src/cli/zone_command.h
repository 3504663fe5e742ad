// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast zone list | show | add | delete | export | import | status
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

void add_zone_commands(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
