// SPDX-License-Identifier: GPL-3.0-or-later
// Who asks: found out once per request, before any endpoint is called.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "http/http_server.h"
#include "model/permissions.h"

namespace zonecast::control {
class ApiKeyTable;
}

namespace zonecast::api {

/// What a request brings to prove who asks.
enum class Proof : std::uint8_t { key, session };

struct Caller {
  std::string actor;  // as logs name them: "admin", "apikey:5e9f…"
  std::string name;   // as people do
  model::Grants grants;
  std::vector<base::IpPrefix> admitted_from;  // empty: from anywhere
  Proof proof = Proof::key;
};

bool is_admitted_from(const Caller& caller, const base::IpAddress& source);

/// One way to prove who asks. Thread-safe.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// Nothing when the request brings no proof of this kind, or none that holds. From where the
  /// caller may ask is not looked at.
  virtual std::optional<Caller> authenticate(const http::Request& request) const = 0;
  /// A caller of before, by `actor`, as they are now: sessions speak for them. Nothing when this
  /// kind of proof knows none of that name, or no longer.
  virtual std::optional<Caller> caller_named(std::string_view actor) const;
};

/// The key a request brings, in X-NSONE-Key as NS1's clients do or as `Authorization: Bearer`;
/// empty when there is none.
std::string_view key_of_request(const http::Request& request);

/// The key the data directory was made with: everything is granted to it.
class AdminKey final : public Authenticator {
 public:
  /// An empty key admits nobody.
  explicit AdminKey(std::string key) : key_(std::move(key)) {}
  std::optional<Caller> authenticate(const http::Request& request) const override;
  std::optional<Caller> caller_named(std::string_view actor) const override;

 private:
  std::string key_;
};

/// The API keys that are kept as objects.
class ApiKeys final : public Authenticator {
 public:
  explicit ApiKeys(control::ApiKeyTable& table) : table_(table) {}
  std::optional<Caller> authenticate(const http::Request& request) const override;
  std::optional<Caller> caller_named(std::string_view actor) const override;

 private:
  control::ApiKeyTable& table_;
};

}  // namespace zonecast::api
