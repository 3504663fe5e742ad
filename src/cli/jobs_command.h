// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast jobs: what the server does behind the requests that asked for it.
#pragma once

#include <CLI/App.hpp>

namespace zonecast::cli {

void add_jobs_command(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
