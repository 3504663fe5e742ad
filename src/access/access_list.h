// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "access/client.h"
#include "model/acl.h"

namespace zonecast::access {

/// One ACL, prepared to be matched. Prefixes and keys are two questions: a list that asks both
/// wants one of each, one that asks neither is empty and matches nobody. Immutable.
class AccessList {
 public:
  explicit AccessList(const model::Acl& acl);

  bool matches(const Client& client) const;
  /// A list without keys matches by address alone, whoever signed.
  bool asks_key() const { return asks_key_; }

 private:
  bool lists_address(const base::IpAddress& address) const;
  bool lists_key(const dns::TsigKeyRef& key) const;

  std::vector<base::IpPrefix> prefixes_;
  std::vector<dns::Name> keys_;
  // GSS-TSIG identities are keys that this server cannot verify: a list of nothing else asks for
  // one all the same.
  bool asks_key_;
};

}  // namespace zonecast::access
