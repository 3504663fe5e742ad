// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace zonecast::store {

inline constexpr const char* masked_secret = "********";

/// A JSON object for people to read: the values of members that hold secrets (`secret`, `hash`,
/// `password`, `token`, at any depth) are masked. What is no JSON is masked whole.
std::string masked_json(std::string_view text);

}  // namespace zonecast::store
