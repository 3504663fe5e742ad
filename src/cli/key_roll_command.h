// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast key roll: start, status, switch, retire, abort.
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

/// Adds `roll` to the key commands.
void add_key_roll_commands(CLI::App& key, int& exit_code);

}  // namespace zonecast::cli
