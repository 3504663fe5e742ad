// SPDX-License-Identifier: GPL-3.0-or-later
// An API key: who it stands for, what it may do, and the secrets that prove it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/permissions.h"

namespace zonecast::model {

struct ApiKeySecret {
  std::string id;    // 24 hex digits
  std::string hash;  // of the secret, which itself is kept nowhere
  std::int64_t created_at = 0;
  std::optional<std::int64_t> expires_at;  // Unix seconds
  bool enabled = true;

  bool is_live(std::int64_t now) const { return enabled && (!expires_at || now < *expires_at); }
  friend bool operator==(const ApiKeySecret&, const ApiKeySecret&) = default;
};

struct ApiKey {
  std::string id;    // 24 hex digits
  std::string name;  // unique
  std::vector<std::string> teams;
  Permissions permissions;
  std::vector<std::string> ip_whitelist;  // addresses and prefixes, as they were given
  bool ip_whitelist_strict = false;       // the teams' lists admit nobody
  std::string expiry_duration;            // of new secrets, as it was given: "30d"; empty: none
  std::vector<ApiKeySecret> secrets;      // oldest first
  std::int64_t created_at = 0;
  friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

}  // namespace zonecast::model
