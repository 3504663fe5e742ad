// SPDX-License-Identifier: GPL-3.0-or-later
// The first octets of a name's sort key (dns::append_sort_key), padded with zeros: where two
// prefixes differ they order the names; where they are the same the names must be compared.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "dns/name.h"

namespace zonecast::zone {

/// Writes `size` octets. `name` must be within `apex`.
void write_sort_prefix(dns::NameView name, dns::NameView apex, std::uint8_t* out, std::size_t size);

inline std::uint64_t sort_prefix(dns::NameView name, dns::NameView apex) {
  std::uint8_t octets[8];
  write_sort_prefix(name, apex, octets, sizeof octets);
  return base::load_u64(octets);
}

}  // namespace zonecast::zone
