// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/status_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/json_fields.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

Result<int> show_status(Connection& connection, const CommandOptions& options) {
  const auto health = connection.call("GET", "/healthz");
  if (!health) return std::unexpected(health.error());
  if (options.json) {
    emit(json::serialize(*health));
    return ok;
  }
  for (const auto& member : health->is_object() ? health->get_object() : json::object{}) {
    const auto text = text_of(*health, member.key());
    emit(fmt::format("{}  {}", std::string_view(member.key().data(), member.key().size()),
                     text.empty() ? json::serialize(member.value()) : text));
  }
  return ok;
}

}  // namespace

void add_status_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CommandOptions>();
  auto* command = app.add_subcommand("status", "Is the server up, and which one is it");
  add_command_options(*command, *options);
  command->callback([options, &exit_code] {
    exit_code = run_command(
        *options, [&](Connection& connection) { return show_status(connection, *options); });
  });
}

}  // namespace zonecast::cli
