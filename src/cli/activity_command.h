// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

/// zonecast activity [--follow]
void add_activity_command(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
