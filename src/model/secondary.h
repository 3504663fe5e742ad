// SPDX-License-Identifier: GPL-3.0-or-later
// Whom a zone is transferred to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "dns/name.h"
#include "dns/tsig.h"

namespace zonecast::model {

/// A TSIG key as operators keep it. Its name is unique in the server, letter case aside.
struct TsigKeyDocument {
  dns::Name name;
  dns::TsigAlgorithm algorithm{};
  base::Bytes secret;
  std::int64_t created_at = 0;  // Unix seconds; 0: made before this was noted
  std::int64_t updated_at = 0;
  std::uint64_t version = 0;  // position of the commit that wrote it; not part of what it says
  friend bool operator==(const TsigKeyDocument&, const TsigKeyDocument&) = default;
};

/// The key of one secondary: signs its NOTIFYs and, with `transfers`, is demanded of its transfers.
struct SecondaryTsig {
  dns::Name key_name;
  bool transfers = false;
  friend bool operator==(const SecondaryTsig&, const SecondaryTsig&) = default;
};

/// One row of `primary.secondaries`.
struct Secondary {
  base::IpPrefix address;  // only a single address can be notified
  std::uint16_t port = 53;
  bool notify = false;
  std::vector<std::int64_t> networks;
  std::optional<SecondaryTsig> tsig;

  bool is_notified() const { return notify && address.is_single(); }
  base::SocketAddress socket_address() const { return {address.address(), port}; }
  friend bool operator==(const Secondary&, const Secondary&) = default;
};

struct OutgoingTransfers {
  bool enabled = false;
  std::vector<Secondary> secondaries;  // in the order given
  /// Names of ACLs: a valid key that one of them lists admits, from wherever the ACL matches.
  std::vector<std::string> transfer_acls{};
  friend bool operator==(const OutgoingTransfers&, const OutgoingTransfers&) = default;
};

}  // namespace zonecast::model
