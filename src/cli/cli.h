// SPDX-License-Identifier: GPL-3.0-or-later
// The command line client of the HTTP API.
#pragma once

#include <iosfwd>

#include <CLI/App.hpp>

namespace zonecast::cli {

/// Exit codes of every command.
enum ExitCode : int {
  ok = 0,
  failed = 1,
  wrong_usage = 2,
  unreachable = 3,
  not_found = 4,
  conflict = 5,
  not_allowed = 6,
  invalid_input = 7,
  timed_out = 8,
  partly_done = 9,
  not_in_sync = 10,
};

/// Adds every client subcommand (zone, notify, …) to `app`; the chosen one's exit code is put into
/// `exit_code` while CLI11 parses.
void add_commands(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
