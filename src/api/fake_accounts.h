// SPDX-License-Identifier: GPL-3.0-or-later
// Accounts and activity in memory and without their rules, to see what the API asks of them and how
// it shows what they answer.
#pragma once

#include <map>

#include "control/accounts.h"
#include "control/activity_log.h"

namespace zonecast::api {

class FakeAccounts final : public control::Accounts {
 public:
  std::vector<control::ApiKeyState> keys() const override;
  control::Result<control::ApiKeyState> key(const std::string& id) const override;
  control::Result<control::NewSecret> create_key(const control::ApiKeyDraft& draft,
                                                 const control::AccountRequest& asked) override;
  control::Result<control::ApiKeyState> update_key(const std::string& id,
                                                   const control::ApiKeyDraft& draft,
                                                   const control::AccountRequest& asked) override;
  control::Result<void> remove_key(const std::string& id,
                                   const control::AccountRequest& asked) override;
  control::Result<control::NewSecret> add_secret(const std::string& id,
                                                 std::optional<std::int64_t> others_expire_in_s,
                                                 const control::AccountRequest& asked) override;
  control::Result<control::ApiKeyState> update_secret(
      const std::string& id, const std::string& secret_id, const control::SecretDraft& draft,
      const control::AccountRequest& asked) override;
  control::Result<control::ApiKeyState> remove_secret(
      const std::string& id, const std::string& secret_id,
      const control::AccountRequest& asked) override;
  std::vector<model::Team> teams() const override;
  control::Result<model::Team> team(const std::string& id) const override;
  control::Result<model::Team> create_team(const control::TeamDraft& draft,
                                           const control::AccountRequest& asked) override;
  control::Result<model::Team> update_team(const std::string& id, const control::TeamDraft& draft,
                                           const control::AccountRequest& asked) override;
  control::Result<void> remove_team(const std::string& id,
                                    const control::AccountRequest& asked) override;
  std::vector<model::User> users() const override;
  control::Result<model::User> user(const std::string& username) const override;
  control::Result<model::User> create_user(const std::string& username,
                                           const control::UserDraft& draft,
                                           const control::AccountRequest& asked) override;
  control::Result<model::User> update_user(const std::string& username,
                                           const control::UserDraft& draft,
                                           const control::AccountRequest& asked) override;
  control::Result<void> remove_user(const std::string& username,
                                    const control::AccountRequest& asked) override;

  // What the API asked for last.
  model::Grants giver;
  std::optional<std::int64_t> others_expire_in_s;
  control::SecretDraft secret_draft;

 private:
  std::map<std::string, model::ApiKey> keys_;
  std::map<std::string, model::Team> teams_;
  std::map<std::string, model::User> users_;
};

class FakeActivityLog final : public control::ActivityLog {
 public:
  control::Result<std::vector<control::ActivityEntry>> list(
      const control::ActivityQuery& asked,
      const std::function<bool(const control::ActivityEntry&)>& is_shown) const override;
  void record(const control::ActivityEvent& event, const control::Request& by) override;

  std::vector<control::ActivityEntry> entries;  // newest first
  mutable control::ActivityQuery query;         // the last
};

}  // namespace zonecast::api
