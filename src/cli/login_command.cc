// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/login_command.h"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/json_fields.h"

namespace zonecast::cli {
namespace {

Result<int> print_link(Connection& connection, const CommandOptions& options) {
  const auto answer = connection.call("POST", "/v1/session/link");
  if (!answer) return std::unexpected(answer.error());
  if (options.json) {
    emit(boost::json::serialize(*answer));
    return ok;
  }
  auto url = options.connection.url;
  while (url.ends_with('/')) url.pop_back();
  emit(url + "/#token=" + text_of(*answer, "token"));
  say("Signs in once, within 15 minutes.");
  return ok;
}

}  // namespace

void add_login_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CommandOptions>();
  auto* command = app.add_subcommand("login", "Print a link that opens the console signed in");
  add_command_options(*command, *options);
  command->callback([options, &exit_code] {
    exit_code = run_command(
        *options, [&](Connection& connection) { return print_link(connection, *options); });
  });
}

}  // namespace zonecast::cli
