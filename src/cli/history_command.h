// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast zone history | diff | restore: what a zone was, and the way back.
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

/// Below the command `zone`.
void add_history_commands(CLI::App& zone, int& exit_code);

}  // namespace zonecast::cli
