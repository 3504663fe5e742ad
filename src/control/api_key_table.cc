// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/api_key_table.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "store/sql/account_json.h"

namespace zonecast::control {
namespace {

bool is_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::map<std::string, model::Team> teams_of(const ConfigDirectory& configs) {
  std::map<std::string, model::Team> teams;
  for (const auto& object : configs.list("team")) {
    if (auto team = store::team_from_json(object->body)) teams.emplace(team->id, *team);
  }
  return teams;
}

}  // namespace

std::string sha256_hex(std::string_view secret) {
  std::array<std::uint8_t, 32> digest{};
  unsigned size = 0;
  ZC_ASSERT(EVP_Digest(secret.data(), secret.size(), digest.data(), &size, EVP_sha256(), nullptr) ==
            1);
  return base::to_hex(digest);
}

std::vector<base::IpPrefix> admitted_prefixes(const std::vector<std::string>& own, bool strict,
                                              const std::vector<std::string>& of_teams) {
  std::vector<base::IpPrefix> out;
  const auto add = [&](const std::vector<std::string>& texts) {
    for (const auto& text : texts) {
      if (const auto prefix = base::IpPrefix::parse(text)) out.push_back(*prefix);
    }
  };
  add(own);
  if (!strict) add(of_teams);
  return out;
}

std::optional<KeyHolder> ApiKeyTable::find(std::string_view secret) {
  if (secret.empty()) return std::nullopt;
  const auto entries = entries_.current();
  const auto hash = sha256_hex(secret);
  const auto found = entries->find(hash);
  if (found == entries->end() || !is_same(found->first, hash)) return std::nullopt;
  const auto now = clock_.unix_seconds();
  if (!found->second.secret.is_live(now)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  auto& access = accesses_[found->second.secret.id];
  if (access < now) {
    access = now;
    new_accesses_[found->second.secret.id] = now;
  }
  return found->second.holder;
}

std::optional<KeyHolder> ApiKeyTable::holder(std::string_view key_id) const {
  const auto entries = entries_.current();
  const auto now = clock_.unix_seconds();
  for (const auto& [hash, entry] : *entries) {
    if (entry.holder.key_id == key_id && entry.secret.is_live(now)) return entry.holder;
  }
  return std::nullopt;
}

void ApiKeyTable::read(const ConfigDirectory& configs) {
  const auto teams = teams_of(configs);
  auto entries = std::make_shared<Entries>();
  for (const auto& object : configs.list("apikey")) {
    const auto key = store::api_key_from_json(object->body);
    if (!key) continue;
    KeyHolder holder{key->id, {}, key->name, {key->permissions}, {}};
    std::vector<std::string> of_teams;
    for (const auto& id : key->teams) {
      const auto team = teams.find(id);
      if (team == teams.end()) continue;
      holder.grants.push_back(team->second.permissions);
      for (const auto& list : team->second.ip_whitelist) {
        of_teams.insert(of_teams.end(), list.values.begin(), list.values.end());
      }
    }
    holder.admitted_from = admitted_prefixes(key->ip_whitelist, key->ip_whitelist_strict, of_teams);
    for (const auto& secret : key->secrets) {
      holder.secret_id = secret.id;
      entries->emplace(secret.hash, Entry{holder, secret});
    }
  }
  entries_.publish(std::move(entries));
}

std::optional<std::int64_t> ApiKeyTable::last_access(const std::string& secret_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = accesses_.find(secret_id);
  return found == accesses_.end() ? std::nullopt : std::optional(found->second);
}

void ApiKeyTable::put_last_accesses(std::map<std::string, std::int64_t> accesses) {
  const std::lock_guard lock(mutex_);
  accesses_.merge(std::move(accesses));
}

std::map<std::string, std::int64_t> ApiKeyTable::take_new_accesses() {
  const std::lock_guard lock(mutex_);
  return std::exchange(new_accesses_, {});
}

}  // namespace zonecast::control
