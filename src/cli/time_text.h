// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace zonecast::cli {

/// "2026-11-22 11:02:10", UTC.
std::string time_text(std::int64_t unix_seconds);

}  // namespace zonecast::cli
