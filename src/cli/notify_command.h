// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast notify, and zonecast wait: telling the secondaries, and seeing that they have it.
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

void add_notify_command(CLI::App& app, int& exit_code);
void add_wait_command(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
