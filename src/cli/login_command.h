// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast login: a link that opens the console signed in, once.
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

void add_login_command(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
