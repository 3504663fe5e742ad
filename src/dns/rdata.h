// SPDX-License-Identifier: GPL-3.0-or-later
// What has to be known of RDATA: where names stand in it, so that they can be compressed (types of
// RFC 1035 only, RFC 3597 section 4), expanded again, and compared without letter case.
#pragma once

#include <compare>

#include "dns/name.h"
#include "dns/rr_type.h"

namespace zonecast::dns {

/// The layout of the types whose RDATA names may be compressed: `fixed` octets, then `names` names,
/// then the rest. Every other type has names == 0.
struct CompressibleRdata {
  std::uint8_t fixed = 0;
  std::uint8_t names = 0;
};
CompressibleRdata compressible_rdata(RrType type);

/// RDATA is well formed for its type, as far as anybody who receives it will check: names end where
/// they should, lengths add up, addresses have their size. Unknown types are always well formed.
base::Result<void> check_rdata(RrType type, base::ByteView rdata);

/// RFC 4034 section 6.3 order on the canonical form (names of the types in section 6.2 in lower
/// case).
std::strong_ordering compare_rdata(RrType type, base::ByteView a, base::ByteView b);

/// The names the RDATA leads to that glue or additional data is given for: NS, MX, SRV targets.
/// The root when there is none.
NameView rdata_target(RrType type, base::ByteView rdata);

}  // namespace zonecast::dns
