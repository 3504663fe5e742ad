// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/usage_error.h"

#include <CLI/CLI.hpp>

namespace zonecast::cli {

std::string usage_error(const CLI::App* app, const CLI::Error& error) {
  const auto* at = app;
  std::string path = app->get_name();
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    path += " " + at->get_name();
  }
  const bool wants_command = error.get_name() == "RequiredError" &&
                             at->get_require_subcommand_min() > at->get_subcommands().size();
  if (!wants_command) return CLI::FailureMessage::simple(app, error);
  const auto rest = app->remaining(true);
  std::string out = rest.empty() ? path + ": which command?"
                                 : path + ": there is no command \"" + rest.front() + "\"";
  std::string names;
  for (const auto* command : at->get_subcommands([](const CLI::App*) { return true; })) {
    names += (names.empty() ? "" : ", ") + command->get_name();
  }
  return out + "\nThere are: " + names + "\nRun \"" + path + " --help\" for more information.\n";
}

}  // namespace zonecast::cli
