// SPDX-License-Identifier: GPL-3.0-or-later
// How the RDATA of each type is built, as a short string with one letter for each field. One table,
// from which checking, expanding, compressing and comparing all follow.
//
//   1 2 4 6 8   that many octets           A   16 octets (an IPv6 address)
//   n   domain name                        s   character string, one length octet (RFC 1035
//   section 3.3) t   character string, not empty        S   one or more character strings up to the
//   end r   the rest, empty or not             R   the rest, not empty b   type bit map (RFC 4034
//   section 4.1.2), may be empty      B   type bit map, not empty
//
// Types whose fields depend on other fields (APL, IPSECKEY, SVCB, …) are "r" here and are taken
// apart by check_rdata() itself. So are types that nobody knows.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "dns/rr_type.h"

namespace zonecast::dns {

std::string_view rdata_layout(RrType type);

/// Moves behind one field, or says what is wrong with it.
base::Result<void> skip_field(char field, base::ByteReader& reader);

/// What may be done with the letter case and the compression of the names in RDATA.
enum class RdataNames {
  none,          // no names, or names that are octets like any other (RFC 3597 section 7)
  lower_case,    // compared without letter case (RFC 4034 section 6.2), never compressed
  decompressed,  // the same, and old senders may have compressed them (RFC 3597 section 4)
  compressible,  // the same, and we compress them: the types of RFC 1035
};
RdataNames rdata_names(RrType type);

}  // namespace zonecast::dns
