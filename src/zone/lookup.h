// SPDX-License-Identifier: GPL-3.0-or-later
// Finds what a name server answers for a name and type (RFC 1034 section 4.3.2, RFC 4592, RFC
// 6672).
//
// The search walks down from the apex, one label at a time, as the RFC describes it for a tree.
// There is no tree: canonical order keeps everything below a name together, so "the first owner
// that does not precede this name" tells whether the name exists, exists only because something is
// below it, or does not exist. On the way a zone cut or a DNAME ends the search, so occluded names
// are never seen.
#pragma once

#include <optional>
#include <span>

#include "zone/lookup_scratch.h"
#include "zone/zone_version.h"

namespace zonecast::zone {

enum class FoundKind {
  answer,      // rrset: what was asked; for ANY one RRset of the owner (RFC 8482 section 4.1)
  cname,       // rrset: the CNAME
  dname,       // rrset: the DNAME above the name
  delegation,  // rrset: NS of the zone cut; ds
  no_data,
  nx_domain,
};

struct Found {
  FoundKind kind = FoundKind::nx_domain;
  RrsetView rrset;                  // a wildcard's has the name asked for as its owner
  RrsetView ds;                     // of a delegation, when there
  dns::NameView closest_encloser;   // when the name does not exist
  bool from_wildcard = false;       // the answer or no_data came from a wildcard
  dns::NameView wildcard;           // its owner then
  bool empty_non_terminal = false;  // no_data: the name (or wildcard) has no records of its own
};

enum class Signatures : bool { leave_out, include };

/// How the zone proves that something does not exist.
enum class DenialKind : std::uint8_t { none, nsec, nsec3 };

/// NSEC3 hash iterations beyond this are not computed; see denial.h.
inline constexpr std::uint16_t nsec3_iterations_max = 500;

/// What the apex tells about the whole zone.
struct ApexFacts {
  RrsetView soa;
  DenialKind denial = DenialKind::none;
  base::ByteView nsec3_salt;
  std::uint16_t nsec3_iterations = 0;
};

/// Look-ups in one version for one query. Borrows the version and the scratch; what it returns
/// lives in one of the two or is part of the arguments. One thread.
class Lookup {
 public:
  Lookup(const ZoneVersion& version, LookupScratch& scratch, Signatures signatures)
      : version_(version), scratch_(scratch), signatures_(signatures) {}

  /// `qname` must be within the apex and live as long as what is found.
  Found find(dns::NameView qname, dns::RrType qtype);

  /// A and AAAA for additional sections, glue at and below zone cuts included. Empty when out of
  /// zone or absent.
  struct Addresses {
    RrsetView a;
    RrsetView aaaa;
  };
  Addresses find_addresses(dns::NameView name);

  /// The RRset at exactly this owner, occluded or not. `owner` must be within the apex.
  RrsetView find_exact(dns::NameView owner, dns::RrType type);

  /// Read once, then kept.
  const ApexFacts& apex_facts();

  const ZoneVersion& version() const { return version_; }
  LookupScratch& scratch() { return scratch_; }

  /// RRsets of one owner, in the order of the types asked for.
  template <std::size_t count>
  struct Gathered {
    std::array<RrsetView, count> rrsets;
    bool exists = false;  // owns more than NSEC3 and its signatures (RFC 5155 section 7.2.8)
  };
  /// Collects RRsets of the owner the cursor stands on. RRSIG stands for all of them, ANY for one
  /// RRset of real data. `owner` is the name they are given.
  template <std::size_t count>
  Gathered<count> gather(const OwnerCursor& cursor, const std::array<dns::RrType, count>& types,
                         dns::NameView owner) {
    Gathered<count> gathered;
    gathered.exists = gather_into(cursor, types, owner, gathered.rrsets);
    return gathered;
  }

 private:
  bool gather_into(const OwnerCursor& cursor, std::span<const dns::RrType> types,
                   dns::NameView owner, std::span<RrsetView> rrsets);
  Found not_found(dns::NameView qname, dns::NameView encloser, dns::RrType qtype);

  const ZoneVersion& version_;
  LookupScratch& scratch_;
  Signatures signatures_;
  std::optional<ApexFacts> apex_facts_;
};

/// The wildcard right below `encloser`, in the scratch. There must be room for its label.
dns::NameView wildcard_below(dns::NameView encloser, LookupScratch& scratch);

}  // namespace zonecast::zone
