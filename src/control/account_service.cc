// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/account_service.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "control/account_rules.h"
#include "control/account_tag.h"
#include "control/duration.h"
#include "store/sql/account_json.h"

namespace zonecast::control {
namespace {

store::PutConfig put_of(const model::ApiKey& key) {
  return {"apikey", key.id, store::api_key_to_json(key)};
}
store::PutConfig put_of(const model::Team& team) {
  return {"team", team.id, store::team_to_json(team)};
}
store::PutConfig put_of(const model::User& user) {
  return {"user", user.username, store::user_to_json(user)};
}

/// What a repeated Idempotency-Key is answered: enough to find the object by. A secret is shown
/// once.
std::string result_of(const model::ApiKey& key) { return "{\"id\":\"" + key.id + "\"}"; }
std::string result_of(const model::Team& team) { return "{\"id\":\"" + team.id + "\"}"; }
std::string result_of(const model::User&) { return "{}"; }

/// Nothing in `current`: the object is to be made.
template <typename T>
Result<void> check_precondition(const AccountRequest& asked, const T* current) {
  if (asked.request.precondition.empty()) return {};
  return asked.request.precondition.check(
      current == nullptr ? std::nullopt : std::optional(account_tag(*current)));
}

/// Runs `decide`, which gives the object to write.
template <typename T>
Result<T> write(ConfigService& configs, const AccountRequest& asked,
                const std::function<Result<T>(Heads&)>& decide) {
  T written;
  const auto done =
      configs.change(asked.request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
        auto decided = decide(heads);
        if (!decided) return std::unexpected(std::move(decided.error()));
        written = *std::move(decided);
        ConfigChange change;
        change.puts.push_back(put_of(written));
        change.result = result_of(written);
        return change;
      });
  if (!done) return std::unexpected(done.error());
  return written;
}

Result<void> remove(ConfigService& configs, const std::string& kind, const std::string& id,
                    const AccountRequest& asked, const std::function<Result<void>(Heads&)>& check) {
  const auto done =
      configs.change(asked.request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
        if (auto allowed = check(heads); !allowed) return std::unexpected(allowed.error());
        ConfigChange change;
        change.puts.push_back({kind, id, {}});
        return change;
      });
  if (!done) return std::unexpected(done.error());
  return {};
}

void apply(const MemberDraft& draft, auto& member) {
  if (draft.name) member.name = *draft.name;
  if (draft.teams) member.teams = *draft.teams;
  if (draft.permissions) member.permissions = *draft.permissions;
  if (draft.ip_whitelist) member.ip_whitelist = *draft.ip_whitelist;
  if (draft.ip_whitelist_strict) member.ip_whitelist_strict = *draft.ip_whitelist_strict;
}

void apply(const UserDraft& draft, model::User& user) {
  apply(static_cast<const MemberDraft&>(draft), user);
  if (draft.email) user.email = *draft.email;
  if (draft.notify_billing) user.notify_billing = *draft.notify_billing;
}

}  // namespace

std::string AccountService::new_id() const {
  std::array<std::uint8_t, 12> octets{};
  random_.fill(octets);
  return base::to_hex(octets);
}

std::pair<std::string, model::ApiKeySecret> AccountService::new_secret(
    const std::string& expiry_duration) const {
  std::array<std::uint8_t, 20> octets{};
  random_.fill(octets);
  std::string secret = "zck_" + base::to_hex(octets);
  model::ApiKeySecret kept{new_id(), sha256_hex(secret), clock_.unix_seconds(), std::nullopt, true};
  if (const auto seconds = seconds_of_duration(expiry_duration))
    kept.expires_at = kept.created_at + *seconds;
  return {std::move(secret), std::move(kept)};
}

ApiKeyState AccountService::state_of(const model::ApiKey& key, std::uint64_t version) const {
  ApiKeyState state{key, version, {}, std::nullopt};
  for (const auto& secret : key.secrets) {
    const auto access = table_.last_access(secret.id);
    state.secrets.push_back({secret, access});
    if (access && (!state.last_access || *state.last_access < *access)) state.last_access = access;
  }
  return state;
}

std::vector<ApiKeyState> AccountService::keys() const {
  std::vector<ApiKeyState> out;
  for (const auto& object : configs_.directory().list("apikey")) {
    if (const auto key = store::api_key_from_json(object->body))
      out.push_back(state_of(*key, object->version));
  }
  std::ranges::sort(out, {}, [](const ApiKeyState& state) { return state.key.name; });
  return out;
}

Result<ApiKeyState> AccountService::key(const std::string& id) const {
  const auto object = configs_.directory().find("apikey", id);
  if (!object) return no_such_key(id);
  const auto key = store::api_key_from_json(object->body);
  if (!key) return problem(ProblemKind::unavailable, key.error().message);
  return state_of(*key, object->version);
}

Result<NewSecret> AccountService::create_key(const ApiKeyDraft& draft,
                                             const AccountRequest& asked) {
  auto [secret, kept] = new_secret(draft.expiry_duration.value_or(""));
  const auto id = new_id();
  const auto written =
      write<model::ApiKey>(configs_, asked, [&](Heads& heads) -> Result<model::ApiKey> {
        model::ApiKey key;
        key.id = id;
        key.created_at = clock_.unix_seconds();
        apply(draft, key);
        key.expiry_duration = draft.expiry_duration.value_or("");
        key.secrets = {kept};
        if (auto fits = check_key(heads, key, asked.giver); !fits)
          return std::unexpected(fits.error());
        return key;
      });
  if (!written) return std::unexpected(written.error());
  return NewSecret{state_of(*written, 0), kept.id, std::move(secret)};
}

Result<ApiKeyState> AccountService::edit_key(
    const std::string& id, const AccountRequest& asked,
    const std::function<Result<void>(model::ApiKey&, Heads&)>& edit) {
  const auto written =
      write<model::ApiKey>(configs_, asked, [&](Heads& heads) -> Result<model::ApiKey> {
        auto key = key_to_change(heads, id, asked.giver);
        if (!key) return std::unexpected(key.error());
        if (auto met = check_precondition(asked, &*key); !met) return std::unexpected(met.error());
        if (auto edited = edit(*key, heads); !edited) return std::unexpected(edited.error());
        if (auto fits = check_key(heads, *key, asked.giver); !fits)
          return std::unexpected(fits.error());
        return key;
      });
  if (!written) return std::unexpected(written.error());
  return state_of(*written, 0);
}

Result<ApiKeyState> AccountService::update_key(const std::string& id, const ApiKeyDraft& draft,
                                               const AccountRequest& asked) {
  return edit_key(id, asked, [&](model::ApiKey& key, Heads&) -> Result<void> {
    apply(draft, key);
    if (draft.expiry_duration) key.expiry_duration = *draft.expiry_duration;
    return {};
  });
}

Result<void> AccountService::remove_key(const std::string& id, const AccountRequest& asked) {
  return remove(configs_, "apikey", id, asked, [&](Heads& heads) -> Result<void> {
    const auto key = key_to_change(heads, id, asked.giver);
    if (!key) return std::unexpected(key.error());
    return check_precondition(asked, &*key);
  });
}

Result<NewSecret> AccountService::add_secret(const std::string& id,
                                             std::optional<std::int64_t> others_expire_in_s,
                                             const AccountRequest& asked) {
  std::string secret, secret_id;
  const auto now = clock_.unix_seconds();
  const auto state = edit_key(id, asked, [&](model::ApiKey& key, Heads&) -> Result<void> {
    std::erase_if(key.secrets, [&](const auto& each) { return !each.is_live(now); });
    if (others_expire_in_s) {
      const auto at = now + *others_expire_in_s;
      for (auto& each : key.secrets) each.expires_at = std::min(each.expires_at.value_or(at), at);
      std::erase_if(key.secrets, [&](const auto& each) { return !each.is_live(now); });
    }
    if (key.secrets.size() >= live_secrets_max) {
      return problem(ProblemKind::conflict, "The key has " + std::to_string(live_secrets_max) +
                                                " live secrets already: delete one first");
    }
    auto [text, kept] = new_secret(key.expiry_duration);
    secret = std::move(text);
    secret_id = kept.id;
    key.secrets.push_back(std::move(kept));
    return {};
  });
  if (!state) return std::unexpected(state.error());
  return NewSecret{*state, secret_id, secret};
}

Result<ApiKeyState> AccountService::update_secret(const std::string& id,
                                                  const std::string& secret_id,
                                                  const SecretDraft& draft,
                                                  const AccountRequest& asked) {
  const auto now = clock_.unix_seconds();
  return edit_key(id, asked, [&](model::ApiKey& key, Heads&) -> Result<void> {
    const auto secret = std::ranges::find(key.secrets, secret_id, &model::ApiKeySecret::id);
    if (secret == key.secrets.end()) return no_such_secret(secret_id);
    if (draft.enabled) secret->enabled = *draft.enabled;
    if (draft.expires_at) secret->expires_at = *draft.expires_at;
    const auto live = static_cast<std::size_t>(
        std::ranges::count_if(key.secrets, [&](const auto& each) { return each.is_live(now); }));
    if (live > live_secrets_max) {
      return problem(ProblemKind::conflict, "At most " + std::to_string(live_secrets_max) +
                                                " secrets of a key can be live");
    }
    return {};
  });
}

Result<ApiKeyState> AccountService::remove_secret(const std::string& id,
                                                  const std::string& secret_id,
                                                  const AccountRequest& asked) {
  return edit_key(id, asked, [&](model::ApiKey& key, Heads&) -> Result<void> {
    if (std::erase_if(key.secrets, [&](const auto& each) { return each.id == secret_id; }) == 0)
      return no_such_secret(secret_id);
    return {};
  });
}

std::vector<model::Team> AccountService::teams() const {
  std::vector<model::Team> out;
  for (const auto& object : configs_.directory().list("team")) {
    if (auto team = store::team_from_json(object->body)) out.push_back(*std::move(team));
  }
  std::ranges::sort(out, {}, &model::Team::name);
  return out;
}

Result<model::Team> AccountService::team(const std::string& id) const {
  const auto object = configs_.directory().find("team", id);
  if (!object) return no_such_team(id);
  auto team = store::team_from_json(object->body);
  if (!team) return problem(ProblemKind::unavailable, team.error().message);
  return *std::move(team);
}

Result<model::Team> AccountService::create_team(const TeamDraft& draft,
                                                const AccountRequest& asked) {
  const auto id = new_id();
  return write<model::Team>(configs_, asked, [&](Heads& heads) -> Result<model::Team> {
    model::Team team;
    team.id = id;
    team.created_at = clock_.unix_seconds();
    team.name = draft.name.value_or("");
    team.permissions = draft.permissions.value_or(model::Permissions{});
    team.ip_whitelist = draft.ip_whitelist.value_or(std::vector<model::IpList>{});
    for (auto& list : team.ip_whitelist) list.id = new_id();
    if (auto fits = check_team(heads, team, asked.giver); !fits)
      return std::unexpected(fits.error());
    return team;
  });
}

Result<model::Team> AccountService::update_team(const std::string& id, const TeamDraft& draft,
                                                const AccountRequest& asked) {
  return write<model::Team>(configs_, asked, [&](Heads& heads) -> Result<model::Team> {
    auto team = team_to_change(heads, id, asked.giver);
    if (!team) return team;
    if (auto met = check_precondition(asked, &*team); !met) return std::unexpected(met.error());
    if (draft.name) team->name = *draft.name;
    if (draft.permissions) team->permissions = *draft.permissions;
    if (draft.ip_whitelist) team->ip_whitelist = *draft.ip_whitelist;
    for (auto& list : team->ip_whitelist) {
      if (list.id.empty()) list.id = new_id();
    }
    if (auto fits = check_team(heads, *team, asked.giver); !fits)
      return std::unexpected(fits.error());
    return team;
  });
}

Result<void> AccountService::remove_team(const std::string& id, const AccountRequest& asked) {
  return remove(configs_, "team", id, asked, [&](Heads& heads) -> Result<void> {
    const auto team = team_to_change(heads, id, asked.giver);
    if (!team) return std::unexpected(team.error());
    if (auto met = check_precondition(asked, &*team); !met) return met;
    return check_has_no_members(heads, *team);
  });
}

std::vector<model::User> AccountService::users() const {
  std::vector<model::User> out;
  for (const auto& object : configs_.directory().list("user")) {
    if (auto user = store::user_from_json(object->body)) out.push_back(*std::move(user));
  }
  return out;
}

Result<model::User> AccountService::user(const std::string& username) const {
  const auto object = configs_.directory().find("user", username);
  if (!object) return no_such_user(username);
  auto user = store::user_from_json(object->body);
  if (!user) return problem(ProblemKind::unavailable, user.error().message);
  return *std::move(user);
}

Result<model::User> AccountService::create_user(const std::string& username, const UserDraft& draft,
                                                const AccountRequest& asked) {
  return write<model::User>(configs_, asked, [&](Heads& heads) -> Result<model::User> {
    if (heads.config("user", username)) {
      // The text that NS1's clients compare.
      return problem(ProblemKind::conflict, "request failed:Login Name is already in use.");
    }
    if (auto met = check_precondition<model::User>(asked, nullptr); !met)
      return std::unexpected(met.error());
    model::User user;
    user.username = username;
    user.created_at = clock_.unix_seconds();
    apply(draft, user);
    if (auto fits = check_user(heads, user, asked.giver); !fits)
      return std::unexpected(fits.error());
    return user;
  });
}

Result<model::User> AccountService::update_user(const std::string& username, const UserDraft& draft,
                                                const AccountRequest& asked) {
  return write<model::User>(configs_, asked, [&](Heads& heads) -> Result<model::User> {
    auto user = user_to_change(heads, username, asked.giver);
    if (!user) return user;
    if (auto met = check_precondition(asked, &*user); !met) return std::unexpected(met.error());
    apply(draft, *user);
    if (auto fits = check_user(heads, *user, asked.giver); !fits)
      return std::unexpected(fits.error());
    return user;
  });
}

Result<void> AccountService::remove_user(const std::string& username, const AccountRequest& asked) {
  return remove(configs_, "user", username, asked, [&](Heads& heads) -> Result<void> {
    const auto user = user_to_change(heads, username, asked.giver);
    if (!user) return std::unexpected(user.error());
    return check_precondition(asked, &*user);
  });
}

}  // namespace zonecast::control
