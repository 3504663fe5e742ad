// SPDX-License-Identifier: GPL-3.0-or-later
// Zone files as the command line finds them: which zone a file is, and its text ready to be sent,
// with $INCLUDE resolved here, since the server reads no files of ours.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace zonecast::cli {

/// "/srv/zones/example.org.zone" is example.org; also ".db" and ".txt" behind, "db." before, a bare
/// name, and root.zone for the root ("."). Nothing when no domain name is left.
std::optional<std::string> zone_of_file(std::string_view path);

/// Where a file is wrong: "example.org.zone:12: reason", or without the line when it is not known.
std::string place_and_reason(std::string_view path, std::string_view message);

/// Pieces of a zone file's text; an empty piece ends it.
using ZoneFileText = std::function<std::string()>;

struct OpenedZoneFile {
  ZoneFileText next;
  std::size_t octets = 0;  // of the file; what is sent may differ
};

/// A file without $INCLUDE is passed on as it is, in pieces. One that includes others, which must
/// lie below its own folder, is read here and passed on record by record.
base::Result<OpenedZoneFile> open_zone_file(const std::string& path, std::string_view zone);

}  // namespace zonecast::cli
