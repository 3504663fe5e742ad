// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that records of one owner keep together.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "dns/message.h"
#include "dns/record.h"

namespace zonecast::zone {

/// Octets of a message that are taken, at most, besides its answer: header, question, TSIG (RFC
/// 8945 section 4.2: algorithm "hmac-sha512.", 16 octets of numbers, 64 of MAC, 6 of other data)
/// and OPT with options.
inline constexpr std::size_t rr_fields_size = 10;  // type, class, TTL, RDATA length
inline constexpr std::size_t message_frame_size_max =
    dns::header_size + (dns::name_size_max + 4) +
    (dns::name_size_max + rr_fields_size + 13 + 16 + 64 + 6) + (1 + rr_fields_size + 100);

/// Octets the records of one RRset may take together, each with a pointer for its owner: a larger
/// one fits no answer. BIND does not load a zone with it, Knot cannot transfer it any further.
inline constexpr std::size_t rrset_size_max = dns::message_size_max - message_frame_size_max;

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

/// Something that must not stand below a DNAME (RFC 6672 section 2.4; Knot does not load such a
/// zone). The names of an NSEC3 chain may: below an apex with a DNAME they have no other place.
bool is_data_below_dname(const dns::RecordView& record);

/// SOA first, then types ascending, then canonical order of RDATA.
bool precedes_in_owner(const dns::RecordView& a, const dns::RecordView& b);

}  // namespace zonecast::zone
