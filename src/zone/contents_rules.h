// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that records of one owner keep together.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "dns/record.h"

namespace zonecast::zone {

/// Octets the records of one RRset may take together, each counted with its RDATA length. BIND does
/// not load a zone with a larger one.
inline constexpr std::size_t rrset_size_max = 65'535;

/// What names a set of records that share TTL and fate: the type, and for signatures the type they
/// cover too (RFC 4034 section 3: RRSIGs take the TTL of what they cover).
std::uint32_t rrset_key(const dns::RecordView& record);

/// "www.example.org. CNAME".
std::string name_of(const dns::RecordView& record);

struct OwnerFault {
  std::size_t record = 0;  // the one to name
  std::string reason;      // "other data stands beside it (A)"
};
/// `records` are all of one owner, types ascending.
std::optional<OwnerFault> find_fault(std::span<const dns::RecordView> records);

/// SOA first, then types ascending, then canonical order of RDATA.
bool precedes_in_owner(const dns::RecordView& a, const dns::RecordView& b);

}  // namespace zonecast::zone
