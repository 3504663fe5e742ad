// SPDX-License-Identifier: GPL-3.0-or-later
// What is told of a command line that was not understood.
#pragma once

#include <string>

namespace CLI {
class App;
class Error;
}  // namespace CLI

namespace zonecast::cli {

/// For CLI::App::failure_message(). Names the command that is not there, and those that are; for
/// all else what CLI11 says.
std::string usage_error(const CLI::App* app, const CLI::Error& error);

}  // namespace zonecast::cli
