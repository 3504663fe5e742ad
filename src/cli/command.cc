// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

namespace zonecast::cli {

namespace {

void write_line(std::FILE* to, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), to);
  std::fputc('\n', to);
  std::fflush(to);
}

}  // namespace

void add_command_options(CLI::App& command, CommandOptions& options) {
  command.add_option("--api", options.connection.url, "Base URL of the server's API")
      ->envname("ZONECAST_API")
      ->type_name("URL")
      ->capture_default_str();
  command
      .add_option("--key-file", options.connection.key_file,
                  "File with the API key; otherwise ZONECAST_KEY is used")
      ->type_name("FILE");
  command.add_flag("--insecure", options.connection.insecure,
                   "Accept any certificate (of a loopback address it is never asked)");
  command.add_flag("--json", options.json, "Print the server's answer as JSON");
}

int run_command(const CommandOptions& options,
                const std::function<Result<int>(Connection&)>& body) {
  auto connection_options = options.connection;
  if (const char* key = std::getenv("ZONECAST_KEY")) connection_options.key = key;
  while (connection_options.url.ends_with('/')) connection_options.url.pop_back();
  if (connection_options.url.ends_with("/v1")) {
    connection_options.url.resize(connection_options.url.size() - 3);
  }
  auto connection = Connection::open(connection_options);
  const auto done =
      connection ? body(*connection) : Result<int>(std::unexpected(connection.error()));
  if (done) return *done;
  say("zonecast: " + done.error().message);
  return done.error().code;
}

void say(std::string_view text) { write_line(stderr, text); }
void emit(std::string_view text) { write_line(stdout, text); }

}  // namespace zonecast::cli
