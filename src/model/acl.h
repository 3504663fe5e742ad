// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "dns/name.h"

namespace zonecast::model {

/// A list of clients. One that lists prefixes and keys wants one of each to match.
struct Acl {
  std::string name;
  std::vector<base::IpPrefix> src_prefixes;
  std::vector<dns::Name> tsig_keys;
  std::vector<std::string> gss_tsig_identities;  // kept and echoed: they match nobody
  std::int64_t created_at = 0;                   // Unix seconds
  std::int64_t updated_at = 0;
  friend bool operator==(const Acl&, const Acl&) = default;
};

}  // namespace zonecast::model
