// SPDX-License-Identifier: GPL-3.0-or-later
// RDATA as people type it, taken apart as the API wants it: "10 mail.example.org." is ["10",
// "mail.example.org."].
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zonecast::cli {

/// Parts are parted by blanks. For TXT and SPF a text without quotes is one part, blanks included;
/// one in quotes is one part for each quoted string. Elsewhere a quoted part keeps its quotes off.
std::vector<std::string> answer_parts(std::string_view type, std::string_view text);

}  // namespace zonecast::cli
