// SPDX-License-Identifier: GPL-3.0-or-later
// The use cases on API keys, teams and users. Nobody gives a right that they have not, and nobody
// touches a key, team or user that may do more than they may: each change is told the giver's own
// grants. Thread-safe; calls may block on the disk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "control/problem.h"
#include "control/zones.h"
#include "model/api_key.h"
#include "model/team.h"
#include "model/user.h"

namespace zonecast::control {

inline constexpr std::size_t live_secrets_max = 2;
inline constexpr std::size_t account_objects_max = 10'000;  // of each kind

struct SecretState {
  model::ApiKeySecret secret;
  std::optional<std::int64_t> last_access;  // Unix seconds
};
struct ApiKeyState {
  model::ApiKey key;
  std::uint64_t version = 0;  // of the object
  std::vector<SecretState> secrets;
  std::optional<std::int64_t> last_access;
};
/// A secret that was just made: told this once, kept as a hash.
struct NewSecret {
  ApiKeyState key;
  std::string secret_id, secret;
};

/// Members left out stay as they are (or take their default on create).
struct MemberDraft {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> teams;  // ids
  std::optional<model::Permissions> permissions;
  std::optional<std::vector<std::string>> ip_whitelist;
  std::optional<bool> ip_whitelist_strict;
};
struct ApiKeyDraft : MemberDraft {
  std::optional<std::string> expiry_duration;
};
struct UserDraft : MemberDraft {
  std::optional<std::string> email;
  std::optional<bool> notify_billing;
};
struct TeamDraft {
  std::optional<std::string> name;
  std::optional<model::Permissions> permissions;
  std::optional<std::vector<model::IpList>> ip_whitelist;  // ids that are empty are drawn
};
struct SecretDraft {
  std::optional<bool> enabled;
  std::optional<std::int64_t> expires_at;  // Unix seconds
};

/// Who asks, and what they may do themselves.
struct AccountRequest {
  Request request;
  model::Grants giver;
};

class Accounts {
 public:
  virtual ~Accounts() = default;

  /// By name.
  virtual std::vector<ApiKeyState> keys() const = 0;
  virtual Result<ApiKeyState> key(const std::string& id) const = 0;
  virtual Result<NewSecret> create_key(const ApiKeyDraft& draft, const AccountRequest& asked) = 0;
  virtual Result<ApiKeyState> update_key(const std::string& id, const ApiKeyDraft& draft,
                                         const AccountRequest& asked) = 0;
  virtual Result<void> remove_key(const std::string& id, const AccountRequest& asked) = 0;

  /// A further secret. `others_expire_in_s`: when the live ones go, if they do; 0: at once.
  virtual Result<NewSecret> add_secret(const std::string& id,
                                       std::optional<std::int64_t> others_expire_in_s,
                                       const AccountRequest& asked) = 0;
  virtual Result<ApiKeyState> update_secret(const std::string& id, const std::string& secret_id,
                                            const SecretDraft& draft,
                                            const AccountRequest& asked) = 0;
  virtual Result<ApiKeyState> remove_secret(const std::string& id, const std::string& secret_id,
                                            const AccountRequest& asked) = 0;

  virtual std::vector<model::Team> teams() const = 0;
  virtual Result<model::Team> team(const std::string& id) const = 0;
  virtual Result<model::Team> create_team(const TeamDraft& draft, const AccountRequest& asked) = 0;
  virtual Result<model::Team> update_team(const std::string& id, const TeamDraft& draft,
                                          const AccountRequest& asked) = 0;
  /// Refused while the team has members.
  virtual Result<void> remove_team(const std::string& id, const AccountRequest& asked) = 0;

  virtual std::vector<model::User> users() const = 0;
  virtual Result<model::User> user(const std::string& username) const = 0;
  virtual Result<model::User> create_user(const std::string& username, const UserDraft& draft,
                                          const AccountRequest& asked) = 0;
  virtual Result<model::User> update_user(const std::string& username, const UserDraft& draft,
                                          const AccountRequest& asked) = 0;
  virtual Result<void> remove_user(const std::string& username, const AccountRequest& asked) = 0;
};

}  // namespace zonecast::control
