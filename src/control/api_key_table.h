// SPDX-License-Identifier: GPL-3.0-or-later
// The live secrets of all API keys, by their hash: one look-up says who a request comes from and
// what they may do.
//
// A secret is 160 random bits, so its SHA-256 cannot be searched for and needs neither salt nor a
// slow hash, which are for what people choose; and a look-up costs a microsecond, on every request.
// What is looked up is the hash: how long it takes tells nothing that helps to guess a secret.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/published.h"
#include "control/config_directory.h"
#include "model/api_key.h"

namespace zonecast::control {

/// SHA-256 in hex.
std::string sha256_hex(std::string_view secret);

/// Whom a secret stands for.
struct KeyHolder {
  std::string key_id, secret_id, name;
  model::Grants grants;                       // the key's own, then its teams'
  std::vector<base::IpPrefix> admitted_from;  // empty: from anywhere
};

/// Thread-safe.
class ApiKeyTable {
 public:
  explicit ApiKeyTable(const base::Clock& clock) : clock_(clock) {}

  /// Nothing when no live secret is this one. Takes note of the access.
  std::optional<KeyHolder> find(std::string_view secret);
  /// By the key's id, for sessions that speak for it: while one of its secrets is live.
  std::optional<KeyHolder> holder(std::string_view key_id) const;

  /// From the keys and teams as last committed.
  void read(const ConfigDirectory& configs);

  /// Unix seconds, by id of the secret.
  std::optional<std::int64_t> last_access(const std::string& secret_id) const;
  void put_last_accesses(std::map<std::string, std::int64_t> accesses);
  /// Those since the last call; to be stored now and then.
  std::map<std::string, std::int64_t> take_new_accesses();

 private:
  struct Entry {
    KeyHolder holder;
    model::ApiKeySecret secret;
  };
  using Entries = std::unordered_map<std::string, Entry>;

  const base::Clock& clock_;
  base::Published<Entries> entries_{std::make_shared<const Entries>()};
  mutable std::mutex mutex_;  // for what follows
  std::map<std::string, std::int64_t> accesses_, new_accesses_;
};

/// The addresses that a member's list and those of its teams admit together; `strict`: the teams'
/// admit nobody.
std::vector<base::IpPrefix> admitted_prefixes(const std::vector<std::string>& own, bool strict,
                                              const std::vector<std::string>& of_teams);

}  // namespace zonecast::control
