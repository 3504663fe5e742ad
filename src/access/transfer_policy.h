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

/// The rows of one zone, as far as they decide who may transfer. Immutable.
class TransferPolicy {
 public:
  TransferPolicy() = default;
  explicit TransferPolicy(const model::OutgoingTransfers& settings);

  enum class Rule {
    transfers_disabled,   // primary.enabled is false
    key_of_row,           // a valid key of a row with tsig.transfers, from any address
    address_of_row,       // the most specific row admits, signed or not
    row_demands_key,      // the most specific row wants its key
    no_row,               // nobody listed
  };
  struct Decision {
    bool admitted = false;
    Rule rule = Rule::no_row;
    int row = -1;  // index in primary.secondaries, when a row decided
  };
  Decision decide(const Client& client) const;
  /// The row a client belongs to for bookkeeping: by key first, address second; -1 when none.
  int row_of(const Client& client) const;

 private:
  struct Row {
    base::IpPrefix prefix;
    bool demands_key;
    dns::Name key_name;
    bool has_key;
  };
  bool enabled_ = false;
  std::vector<Row> rows_;
};
std::string to_text(TransferPolicy::Rule rule);

}  // namespace zonecast::access
