// SPDX-License-Identifier: GPL-3.0-or-later
// Who may transfer a zone: the one rule, as one function. Pure.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "dns/tsig.h"
#include "model/secondary.h"

namespace zonecast::access {

/// Who asks: the address and the key that verified, if one did.
struct Client {
  base::IpAddress address;
  dns::TsigKeyRef key;  // null: unsigned
};

/// The rows of one zone, as far as they decide who may transfer. Immutable, so thread-safe.
class TransferPolicy {
 public:
  TransferPolicy() = default;
  explicit TransferPolicy(const model::OutgoingTransfers& settings);

  enum class Rule {
    transfers_disabled,  // primary.enabled is false
    key_of_row,          // a valid key of a row with tsig.transfers, from any address
    address_of_row,      // the most specific row admits, signed or not
    row_demands_key,     // the most specific row wants its key
    no_row,              // nobody listed
  };
  struct Decision {
    bool admitted = false;
    Rule rule = Rule::no_row;
    int row = -1;  // index in primary.secondaries, when a row decided
  };
  Decision decide(const Client& client) const;
  /// The row a client belongs to for bookkeeping: by key first, address second; -1 when none.
  int row_of(const Client& client) const;
  /// The address and port of a row, as bookkeeping names it; a block of addresses goes under its
  /// first.
  base::SocketAddress secondary(int row) const;

 private:
  struct Row {
    base::IpPrefix prefix;
    std::uint16_t port;
    bool demands_key;
    bool has_key;
    dns::Name key_name;
  };
  /// Of the rows that `accept` takes, the one whose prefix fits the address best; -1 when none.
  template <typename Accept>
  int most_specific(const base::IpAddress& address, Accept accept) const;
  template <typename Accept>
  int row_with_key(const Client& client, Accept accept) const;

  bool enabled_ = false;
  std::vector<Row> rows_;
};
std::string to_text(TransferPolicy::Rule rule);

}  // namespace zonecast::access
