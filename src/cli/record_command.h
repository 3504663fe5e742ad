// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast record list | set | delete
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

void add_record_commands(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
