// SPDX-License-Identifier: GPL-3.0-or-later
// What a zone's settings say of its transfers, prepared to be asked. decision.h has the rule.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/client.h"
#include "model/secondary.h"

namespace zonecast::access {

/// The rows of one zone, as far as they decide who may transfer. Immutable, so thread-safe.
class TransferPolicy {
 public:
  TransferPolicy() = default;
  explicit TransferPolicy(const model::OutgoingTransfers& settings);

  bool enabled() const { return enabled_; }
  /// Names of ACLs whose keys admit.
  std::span<const std::string> transfer_acls() const { return transfer_acls_; }
  /// The row whose key the client signed with and that demands it of transfers, whatever the
  /// address; -1 when there is none.
  int row_of_demanded_key(const Client& client) const;
  struct ByAddress {
    int row = -1;  // the most specific row of the address; -1: nobody listed
    bool admits = false;
  };
  ByAddress by_address(const base::IpAddress& address) const;
  /// The row a client belongs to for bookkeeping: by key first, address second; -1 when none.
  int row_of(const Client& client) const;
  /// The address and port of a row, as bookkeeping names it; a block of addresses goes under its
  /// first.
  base::SocketAddress secondary(int row) const;
  /// The first of the networks that the secondary's row names; nothing when it names none.
  std::optional<std::int64_t> network_of(const base::SocketAddress& secondary) const;

 private:
  struct Row {
    base::IpPrefix prefix;
    std::uint16_t port;
    bool demands_key;
    bool has_key;
    dns::Name key_name;
    std::optional<std::int64_t> network;
  };
  /// Of the rows that `accept` takes, the one whose prefix fits the address best; -1 when none.
  template <typename Accept>
  int most_specific(const base::IpAddress& address, Accept accept) const;
  template <typename Accept>
  int row_with_key(const Client& client, Accept accept) const;

  bool enabled_ = false;
  std::vector<Row> rows_;
  std::vector<std::string> transfer_acls_;
};

}  // namespace zonecast::access
