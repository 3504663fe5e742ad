// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/access_list.h"

#include <algorithm>

namespace zonecast::access {

AccessList::AccessList(const model::Acl& acl)
    : prefixes_(acl.src_prefixes),
      keys_(acl.tsig_keys),
      asks_key_(!acl.tsig_keys.empty() || !acl.gss_tsig_identities.empty()) {}

bool AccessList::lists_address(const base::IpAddress& address) const {
  return std::ranges::any_of(
      prefixes_, [&](const base::IpPrefix& prefix) { return prefix.contains(address); });
}

bool AccessList::lists_key(const dns::TsigKeyRef& key) const {
  return key &&
         std::ranges::any_of(keys_, [&](const dns::Name& name) { return key->stands_for(name); });
}

bool AccessList::matches(const Client& client) const {
  if (prefixes_.empty() && !asks_key_) return false;
  if (!prefixes_.empty() && !lists_address(client.address)) return false;
  return !asks_key_ || lists_key(client.key);
}

}  // namespace zonecast::access
