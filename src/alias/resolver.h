// SPDX-License-Identifier: GPL-3.0-or-later
// Asks DNS servers for addresses: UDP first, TCP when the answer is cut short. Meant for a
// recursive server nearby; an authoritative one answers for its zones.
#pragma once

#include <chrono>
#include <vector>

#include "alias/address_answer.h"
#include "base/ip_address.h"
#include "base/random.h"
#include "base/result.h"

namespace zonecast::alias {

struct ResolverSettings {
  std::vector<base::SocketAddress> servers;  // asked in this order
  std::chrono::milliseconds timeout{2000};   // for one answer
  int rounds = 2;                            // over all servers, before a name counts as failed
};

/// Blocks for at most the time-outs together. Any thread. Each query has a socket, and so a port,
/// of its own, and an unpredictable id (RFC 5452).
class Resolver {
 public:
  Resolver(base::Random& random, ResolverSettings settings)
      : random_(random), settings_(std::move(settings)) {}

  bool has_servers() const { return !settings_.servers.empty(); }
  /// `type` is A or AAAA. An error says what each server said or did not.
  base::Result<Addresses> addresses(const dns::Name& name, dns::RrType type) const;

 private:
  base::Result<AddressAnswer> ask_all(const dns::Name& name, dns::RrType type) const;
  base::Result<AddressAnswer> ask(const base::SocketAddress& server, const dns::Name& name,
                                  dns::RrType type) const;

  base::Random& random_;
  ResolverSettings settings_;
};

}  // namespace zonecast::alias
