// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

/// zonecast user list|add|delete, zonecast team list|add|delete
void add_member_commands(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
