// SPDX-License-Identifier: GPL-3.0-or-later
// What a client would be told, and why: the rule of the data plane, asked by hand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/ip_address.h"
#include "control/problem.h"
#include "dns/name.h"
#include "dns/rr_type.h"
#include "dns/tsig.h"

namespace zonecast::control {

enum class AccessOperation : std::uint8_t { query, transfer, notify };

struct AccessQuestion {
  std::string zone;  // an FQDN, or the name of a zone: then its FQDN is what is asked for
  base::IpAddress address;
  std::optional<dns::Name> key;  // that the request is signed with, and well; nothing: unsigned
  AccessOperation operation = AccessOperation::transfer;
  base::SocketAddress local{};  // the listen address that is asked; none: one of network 0
};

struct AccessAnswer {
  bool is_admitted = false;
  dns::Rcode rcode{};
  dns::TsigError tsig = dns::TsigError::none;
  std::optional<dns::Ede> ede{};
  std::string view;  // that the client sees the zone through; empty: none
  std::string zone;  // name of the zone that the client sees; empty: none
  std::optional<base::SocketAddress> secondary{};  // of the row that decided
  std::string rule;    // that settled it: "key_of_row"; docs/api.md lists them
  std::string reason;  // the rule in a sentence
};

class AccessEvaluation {
 public:
  virtual ~AccessEvaluation() = default;
  virtual Result<AccessAnswer> evaluate(const AccessQuestion& question) const = 0;
};

}  // namespace zonecast::control
