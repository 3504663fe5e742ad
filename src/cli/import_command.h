// SPDX-License-Identifier: GPL-3.0-or-later
// zonecast zone import: one file or a hundred thousand.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "cli/connection.h"

namespace zonecast::cli {

/// A secondary as --secondary gives it: "192.0.2.53", "192.0.2.53:5300,notify", "[2001:db8::1]:53",
/// "192.0.2.0/24".
struct SecondaryArgument {
  base::IpPrefix address;
  std::uint16_t port = 53;
  bool notify = false;
  static std::optional<SecondaryArgument> parse(std::string_view text);
};

/// {"enabled":true,"secondaries":[…]} as a zone's `primary` member.
std::string primary_json(const std::vector<SecondaryArgument>& secondaries);

/// Adds `import` to the zone commands.
void add_import_command(CLI::App& zone, int& exit_code);

}  // namespace zonecast::cli
