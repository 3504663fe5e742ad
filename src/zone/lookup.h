// SPDX-License-Identifier: GPL-3.0-or-later
// Finds what a name server answers for a name and type (RFC 1034 section 4.3.2, RFC 4592, RFC 6672).
#pragma once

#include <vector>

#include "zone/zone_version.h"

namespace zonecast::zone {

struct Rrset {
  dns::Name owner;  // for a wildcard expansion: the name asked for
  dns::RrType type{};
  std::uint32_t ttl = 0;
  std::vector<base::Bytes> rdata;
  std::vector<base::Bytes> signatures;  // RRSIG RDATA covering this type
  std::uint32_t signature_ttl = 0;
};

enum class FoundKind {
  answer,      // rrsets: what was asked (all of the owner's for ANY)
  cname,       // rrsets: the CNAME
  dname,       // rrsets: the DNAME above the name
  delegation,  // rrsets: NS of the zone cut, DS and its signatures when there
  no_data,
  nx_domain,
};

struct Found {
  FoundKind kind = FoundKind::nx_domain;
  std::vector<Rrset> rrsets;
  dns::Name closest_encloser;     // for nx_domain and wildcard answers
  bool from_wildcard = false;     // the answer or no_data came from a wildcard
  dns::Name wildcard;             // its owner then
  bool empty_non_terminal = false;
};

Found find(const ZoneVersion& version, dns::NameView qname, dns::RrType qtype);

/// A and AAAA for additional sections, glue below a zone cut included. Empty when out of zone or absent.
std::vector<Rrset> find_addresses(const ZoneVersion& version, dns::NameView name);

/// The RRset with its signatures; nothing when absent. Looks below zone cuts too.
std::optional<Rrset> find_exact(const ZoneVersion& version, dns::NameView owner, dns::RrType type);

/// DNSSEC proofs, for a zone with an NSEC or NSEC3 chain; empty for an unsigned zone.
std::vector<Rrset> proof_of_no_data(const ZoneVersion& version, dns::NameView qname, const Found& found);
std::vector<Rrset> proof_of_nx_domain(const ZoneVersion& version, dns::NameView qname, const Found& found);
std::vector<Rrset> proof_of_wildcard_answer(const ZoneVersion& version, dns::NameView qname, const Found& found);
std::vector<Rrset> proof_of_no_ds(const ZoneVersion& version, dns::NameView cut);

}  // namespace zonecast::zone
