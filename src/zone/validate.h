// SPDX-License-Identifier: GPL-3.0-or-later
// What could not be served or transferred is refused at the door.
#pragma once

#include "base/result.h"
#include "zone/difference.h"
#include "zone/zone_builder.h"
#include "zone/zone_version.h"

namespace zonecast::zone {

/// RFC 2181 section 8: the top bit of a TTL is zero.
inline constexpr std::uint32_t ttl_max = 0x7FFF'FFFF;

/// Octets an uncompressed RR may take so that it fits one message with question, closing SOA and
/// the longest TSIG.
std::size_t record_size_max(dns::NameView apex);

/// The record alone: within the zone, no meta type, RDATA well formed, fits a signed message, TTL
/// in range (RFC 2181 section 8).
base::Result<void, ContentsError> validate_record(const dns::RecordView& record,
                                                  dns::NameView apex);

/// The change against the version it is made on: deletions exist, additions do not, no CNAME beside
/// other data (RFC 1034 section 3.6.2; RRSIG, NSEC and KEY excepted), no two CNAMEs or DNAMEs, one
/// TTL per RRset, an RRset under 64 KiB. That the apex keeps its NS set is not demanded here.
base::Result<void, ContentsError> validate_change(const ZoneVersion& base,
                                                  const ZoneChange& change);

/// Empty when the zone can be served; else why not ("no NS RRset at the apex").
std::string unservable_reason(const ZoneVersion& version);

}  // namespace zonecast::zone
