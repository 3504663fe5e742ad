// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast status: is the server there, and what does it hold.
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

void add_status_command(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
