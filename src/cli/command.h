// SPDX-License-Identifier: GPL-3.0-or-later
// What all commands have in common: the options by which they find the server, and how they end.
// Data go to stdout, talk to stderr.
#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "cli/cli.h"
#include "cli/connection.h"

namespace zonecast::cli {

struct CommandOptions {
  ConnectionOptions connection;
  bool json = false;  // the server's answer as it came, on stdout
};

/// --api, --key-file, --insecure, --json; ZONECAST_API and ZONECAST_KEY from the environment.
void add_command_options(CLI::App& command, CommandOptions& options);

/// Opens the connection, runs `body`, tells a failure on stderr; the exit code of the command.
int run_command(const CommandOptions& options, const std::function<Result<int>(Connection&)>& body);

void say(std::string_view text);   // a line on stderr
void emit(std::string_view text);  // a line on stdout

}  // namespace zonecast::cli
