// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast key: list, show, generate, import, delete, and the roll-over in cli/key_roll_command.h.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <string_view>

#include "cli/connection.h"

namespace zonecast::cli {

/// A key as a file has it: the secret alone, or a `key` statement as BIND, NSD and tsig-keygen
/// write it.
struct KeyText {
  std::string name, algorithm, secret;  // the first two empty when the text has the secret alone
};
Result<KeyText> parse_key_text(std::string_view text);

/// The key in a file, or on standard input when there is none.
Result<KeyText> read_key_text(const std::string& file);

void add_key_commands(CLI::App& app, int& exit_code);

}  // namespace zonecast::cli
