// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

/// zonecast apikey list|add|rotate|revoke
void add_apikey_commands(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
