// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/fake_accounts.h"

namespace zonecast::api {

using control::ApiKeyState;
using control::ProblemKind;

namespace {

std::unexpected<control::Problem> missing(const std::string& what) {
  return control::problem(ProblemKind::not_found, what + " not found");
}

ApiKeyState state_of(const model::ApiKey& key) {
  ApiKeyState state{key, 1, {}, std::nullopt};
  for (const auto& secret : key.secrets) state.secrets.push_back({secret, std::nullopt});
  return state;
}

void apply(const control::MemberDraft& draft, auto& member) {
  if (draft.name) member.name = *draft.name;
  if (draft.teams) member.teams = *draft.teams;
  if (draft.permissions) member.permissions = *draft.permissions;
  if (draft.ip_whitelist) member.ip_whitelist = *draft.ip_whitelist;
  if (draft.ip_whitelist_strict) member.ip_whitelist_strict = *draft.ip_whitelist_strict;
}

template <typename T>
std::vector<T> values_of(const std::map<std::string, T>& objects) {
  std::vector<T> out;
  for (const auto& [id, object] : objects) out.push_back(object);
  return out;
}

}  // namespace

std::vector<ApiKeyState> FakeAccounts::keys() const {
  std::vector<ApiKeyState> out;
  for (const auto& [id, key] : keys_) out.push_back(state_of(key));
  return out;
}

control::Result<ApiKeyState> FakeAccounts::key(const std::string& id) const {
  const auto found = keys_.find(id);
  if (found == keys_.end()) return missing("api key");
  return state_of(found->second);
}

control::Result<control::NewSecret> FakeAccounts::create_key(const control::ApiKeyDraft& draft,
                                                             const control::AccountRequest& asked) {
  giver = asked.giver;
  model::ApiKey key;
  key.id = "k" + std::to_string(keys_.size() + 1);
  apply(draft, key);
  key.expiry_duration = draft.expiry_duration.value_or("");
  key.secrets = {{"s1", "hash", 7, std::nullopt, true}};
  keys_[key.id] = key;
  return control::NewSecret{state_of(key), "s1", "zck_1"};
}

control::Result<ApiKeyState> FakeAccounts::update_key(const std::string& id,
                                                      const control::ApiKeyDraft& draft,
                                                      const control::AccountRequest&) {
  const auto found = keys_.find(id);
  if (found == keys_.end()) return missing("api key");
  apply(draft, found->second);
  return state_of(found->second);
}

control::Result<void> FakeAccounts::remove_key(const std::string& id,
                                               const control::AccountRequest&) {
  if (keys_.erase(id) == 0) return missing("api key");
  return {};
}

control::Result<control::NewSecret> FakeAccounts::add_secret(const std::string& id,
                                                             std::optional<std::int64_t> expire,
                                                             const control::AccountRequest&) {
  const auto found = keys_.find(id);
  if (found == keys_.end()) return missing("api key");
  others_expire_in_s = expire;
  found->second.secrets.push_back({"s2", "hash", 8, std::nullopt, true});
  return control::NewSecret{state_of(found->second), "s2", "zck_2"};
}

control::Result<ApiKeyState> FakeAccounts::update_secret(const std::string& id, const std::string&,
                                                         const control::SecretDraft& draft,
                                                         const control::AccountRequest&) {
  secret_draft = draft;
  return key(id);
}

control::Result<ApiKeyState> FakeAccounts::remove_secret(const std::string& id, const std::string&,
                                                         const control::AccountRequest&) {
  return key(id);
}

std::vector<model::Team> FakeAccounts::teams() const { return values_of(teams_); }

control::Result<model::Team> FakeAccounts::team(const std::string& id) const {
  const auto found = teams_.find(id);
  if (found == teams_.end()) return missing("team");
  return found->second;
}

control::Result<model::Team> FakeAccounts::create_team(const control::TeamDraft& draft,
                                                       const control::AccountRequest&) {
  auto& team = teams_["t1"];
  team.id = "t1";
  team.name = draft.name.value_or("");
  team.permissions = draft.permissions.value_or(model::Permissions{});
  team.ip_whitelist = draft.ip_whitelist.value_or(std::vector<model::IpList>{});
  return team;
}

control::Result<model::Team> FakeAccounts::update_team(const std::string& id,
                                                       const control::TeamDraft& draft,
                                                       const control::AccountRequest&) {
  const auto found = teams_.find(id);
  if (found == teams_.end()) return missing("team");
  if (draft.name) found->second.name = *draft.name;
  if (draft.permissions) found->second.permissions = *draft.permissions;
  return found->second;
}

control::Result<void> FakeAccounts::remove_team(const std::string& id,
                                                const control::AccountRequest&) {
  if (teams_.erase(id) == 0) return missing("team");
  return {};
}

std::vector<model::User> FakeAccounts::users() const { return values_of(users_); }

control::Result<model::User> FakeAccounts::user(const std::string& username) const {
  const auto found = users_.find(username);
  if (found == users_.end()) return missing("user");
  return found->second;
}

control::Result<model::User> FakeAccounts::create_user(const std::string& username,
                                                       const control::UserDraft& draft,
                                                       const control::AccountRequest&) {
  auto& user = users_[username];
  user.username = username;
  apply(draft, user);
  user.email = draft.email.value_or("");
  user.notify_billing = draft.notify_billing.value_or(false);
  return user;
}

control::Result<model::User> FakeAccounts::update_user(const std::string& username,
                                                       const control::UserDraft& draft,
                                                       const control::AccountRequest&) {
  const auto found = users_.find(username);
  if (found == users_.end()) return missing("user");
  apply(draft, found->second);
  return found->second;
}

control::Result<void> FakeAccounts::remove_user(const std::string& username,
                                                const control::AccountRequest&) {
  if (users_.erase(username) == 0) return missing("user");
  return {};
}

control::Result<std::vector<control::ActivityEntry>> FakeActivityLog::list(
    const control::ActivityQuery& asked,
    const std::function<bool(const control::ActivityEntry&)>& is_shown) const {
  query = asked;
  std::vector<control::ActivityEntry> out;
  for (const auto& entry : entries) {
    if (out.size() < asked.count_max && is_shown(entry)) out.push_back(entry);
  }
  return out;
}

void FakeActivityLog::record(const control::ActivityEvent& event, const control::Request& by) {
  control::ActivityEntry entry;
  entry.action = event.action;
  entry.resource_type = event.resource_type;
  entry.resource_id = event.resource_id;
  entry.zone = event.zone;
  entry.before = event.before;
  entry.after = event.after;
  entry.actor = by.actor;
  entry.actor_name = by.actor_name;
  entry.source = by.source;
  entries.insert(entries.begin(), entry);
}

}  // namespace zonecast::api
