// SPDX-License-Identifier: GPL-3.0-or-later
// Clients, keys, ACLs, views, networks and rows for the tests of this component.
#pragma once

#include <utility>

#include "access/client.h"
#include "model/acl.h"
#include "model/network.h"
#include "model/secondary.h"
#include "model/view.h"

namespace zonecast::access::testing {

inline dns::Name name(const char* text) { return *dns::Name::from_text(text); }

inline dns::TsigKeyRef key(const char* key_name) {
  const base::Bytes secret(32, 0x5a);
  return std::make_shared<const dns::TsigKey>(name(key_name), dns::TsigAlgorithm::hmac_sha256,
                                              secret);
}

inline Client from(const char* address, dns::TsigKeyRef signed_with = nullptr,
                   const char* local = "203.0.113.53:53") {
  return {*base::IpAddress::parse(address), std::move(signed_with),
          *base::SocketAddress::parse(local)};
}

inline model::Acl acl(std::string acl_name, std::vector<const char*> prefixes,
                      std::vector<const char*> keys, std::vector<std::string> identities = {}) {
  model::Acl made;
  made.name = std::move(acl_name);
  for (const auto* prefix : prefixes) made.src_prefixes.push_back(*base::IpPrefix::parse(prefix));
  for (const auto* key_name : keys) made.tsig_keys.push_back(name(key_name));
  made.gss_tsig_identities = std::move(identities);
  return made;
}

inline model::View view(std::string view_name, std::uint32_t preference,
                        std::vector<std::string> read_acls, std::vector<std::string> zones,
                        std::vector<std::int64_t> networks = {}) {
  model::View made;
  made.name = std::move(view_name);
  made.preference = preference;
  made.read_acls = std::move(read_acls);
  made.zones = std::move(zones);
  made.networks = std::move(networks);
  return made;
}

inline model::Network network(std::int64_t id, std::vector<const char*> listen,
                              bool offers_views = true) {
  model::Network made;
  made.id = id;
  for (const auto* address : listen) made.listen.push_back(*base::SocketAddress::parse(address));
  made.offers_views = offers_views;
  return made;
}

inline model::Secondary row(const char* prefix, std::uint16_t port = 53) {
  model::Secondary made;
  made.address = *base::IpPrefix::parse(prefix);
  made.port = port;
  return made;
}

/// A row whose key signs NOTIFY; transfers need it only when `transfers`.
inline model::Secondary row_with_key(const char* prefix, const char* key_name, bool transfers,
                                     std::uint16_t port = 53) {
  auto made = row(prefix, port);
  made.tsig = model::SecondaryTsig{.key_name = name(key_name), .transfers = transfers};
  return made;
}

}  // namespace zonecast::access::testing
