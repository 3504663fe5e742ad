// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/usage_error.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace zonecast::cli {
namespace {

std::string told(const std::string& line) {
  CLI::App app("test", "prog");
  app.require_subcommand(1);
  auto* zone = app.add_subcommand("zone", "");
  zone->require_subcommand(1);
  std::string name;
  zone->add_subcommand("list", "");
  zone->add_subcommand("get", "")->add_option("name", name)->required();
  app.add_subcommand("serve", "");
  try {
    app.parse(line);
  } catch (const CLI::Error& error) {
    return usage_error(&app, error);
  }
  return "understood";
}

TEST(UsageError, names_the_command_that_is_not_there_and_those_that_are) {
  EXPECT_EQ(told("zonk list"),
            "prog: there is no command \"zonk\"\nThere are: zone, serve\n"
            "Run \"prog --help\" for more information.\n");
  EXPECT_EQ(told("zone lst"),
            "prog zone: there is no command \"lst\"\nThere are: list, get\n"
            "Run \"prog zone --help\" for more information.\n");
  EXPECT_EQ(told("zone"),
            "prog zone: which command?\nThere are: list, get\n"
            "Run \"prog zone --help\" for more information.\n");
}

TEST(UsageError, leaves_all_else_to_the_parser) {
  EXPECT_EQ(told("zone list"), "understood");
  EXPECT_NE(told("zone list --bogus").find("--bogus"), std::string::npos);
  const auto missing = told("zone get");
  EXPECT_NE(missing.find("name is required"), std::string::npos) << missing;
}

}  // namespace
}  // namespace zonecast::cli
