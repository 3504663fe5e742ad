// SPDX-License-Identifier: GPL-3.0-or-later
// API keys, teams and users as configuration objects.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "control/accounts.h"
#include "control/api_key_table.h"
#include "control/config_service.h"

namespace zonecast::control {

/// Thread-safe.
class AccountService final : public Accounts {
 public:
  AccountService(const base::Clock& clock, base::Random& random, ConfigService& configs,
                 const ApiKeyTable& table)
      : clock_(clock), random_(random), configs_(configs), table_(table) {}

  std::vector<ApiKeyState> keys() const override;
  Result<ApiKeyState> key(const std::string& id) const override;
  Result<NewSecret> create_key(const ApiKeyDraft& draft, const AccountRequest& asked) override;
  Result<ApiKeyState> update_key(const std::string& id, const ApiKeyDraft& draft,
                                 const AccountRequest& asked) override;
  Result<void> remove_key(const std::string& id, const AccountRequest& asked) override;

  Result<NewSecret> add_secret(const std::string& id,
                               std::optional<std::int64_t> others_expire_in_s,
                               const AccountRequest& asked) override;
  Result<ApiKeyState> update_secret(const std::string& id, const std::string& secret_id,
                                    const SecretDraft& draft, const AccountRequest& asked) override;
  Result<ApiKeyState> remove_secret(const std::string& id, const std::string& secret_id,
                                    const AccountRequest& asked) override;

  std::vector<model::Team> teams() const override;
  Result<model::Team> team(const std::string& id) const override;
  Result<model::Team> create_team(const TeamDraft& draft, const AccountRequest& asked) override;
  Result<model::Team> update_team(const std::string& id, const TeamDraft& draft,
                                  const AccountRequest& asked) override;
  Result<void> remove_team(const std::string& id, const AccountRequest& asked) override;

  std::vector<model::User> users() const override;
  Result<model::User> user(const std::string& username) const override;
  Result<model::User> create_user(const std::string& username, const UserDraft& draft,
                                  const AccountRequest& asked) override;
  Result<model::User> update_user(const std::string& username, const UserDraft& draft,
                                  const AccountRequest& asked) override;
  Result<void> remove_user(const std::string& username, const AccountRequest& asked) override;

 private:
  std::string new_id() const;
  /// A secret and what is kept of it.
  std::pair<std::string, model::ApiKeySecret> new_secret(const std::string& expiry_duration) const;
  ApiKeyState state_of(const model::ApiKey& key, std::uint64_t version) const;
  /// Changes the key `id` by `edit`, which may refuse.
  Result<ApiKeyState> edit_key(const std::string& id, const AccountRequest& asked,
                               const std::function<Result<void>(model::ApiKey&, Heads&)>& edit);

  const base::Clock& clock_;
  base::Random& random_;
  ConfigService& configs_;
  const ApiKeyTable& table_;
};

}  // namespace zonecast::control
