// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/caller.h"

#include <algorithm>

#include "control/api_key_table.h"

namespace zonecast::api {
namespace {

/// Takes as long for a key that is wrong in its first letter as for one wrong in its last.
bool is_same_key(std::string_view given, std::string_view key) {
  unsigned difference = given.size() == key.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    difference |=
        static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(key[i % key.size()]);
  }
  return difference == 0;
}

bool is_bearer(std::string_view scheme) {
  constexpr std::string_view bearer = "bearer";
  if (scheme.size() != bearer.size()) return false;
  for (std::size_t i = 0; i < bearer.size(); ++i) {
    if ((scheme[i] | 0x20) != bearer[i]) return false;
  }
  return true;
}

constexpr std::string_view key_actor = "apikey:";

std::optional<Caller> caller_of(std::optional<control::KeyHolder> holder) {
  if (!holder) return std::nullopt;
  return Caller{std::string(key_actor) + holder->key_id, std::move(holder->name),
                std::move(holder->grants), std::move(holder->admitted_from)};
}

}  // namespace

bool is_admitted_from(const Caller& caller, const base::IpAddress& source) {
  return caller.admitted_from.empty() ||
         std::ranges::any_of(caller.admitted_from,
                             [&](const auto& prefix) { return prefix.contains(source); });
}

std::string_view key_of_request(const http::Request& request) {
  if (const auto key = request.header("x-nsone-key"); !key.empty()) return key;
  const auto authorization = request.header("authorization");
  const auto space = authorization.find(' ');
  if (space == std::string_view::npos || !is_bearer(authorization.substr(0, space))) return {};
  const auto start = authorization.find_first_not_of(' ', space);
  return start == std::string_view::npos ? std::string_view() : authorization.substr(start);
}

std::optional<Caller> Authenticator::caller_named(std::string_view) const { return std::nullopt; }

std::optional<Caller> AdminKey::authenticate(const http::Request& request) const {
  if (key_.empty() || !is_same_key(key_of_request(request), key_)) return std::nullopt;
  return caller_named("admin");
}

std::optional<Caller> AdminKey::caller_named(std::string_view actor) const {
  if (actor != "admin") return std::nullopt;
  return Caller{"admin", "admin key", {model::Permissions::all()}, {}};
}

std::optional<Caller> ApiKeys::authenticate(const http::Request& request) const {
  return caller_of(table_.find(key_of_request(request)));
}

std::optional<Caller> ApiKeys::caller_named(std::string_view actor) const {
  if (!actor.starts_with(key_actor)) return std::nullopt;
  return caller_of(table_.holder(actor.substr(key_actor.size())));
}

}  // namespace zonecast::api
