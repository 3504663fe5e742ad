// SPDX-License-Identifier: GPL-3.0-or-later
// Authenticated denial of existence: the NSEC (RFC 4035 section 3.1.3) or NSEC3 (RFC 5155
// section 7.2) RRsets that prove why an answer is what it is.
//
// The chain is taken from the zone as it is. NSEC3 is used when the apex has an NSEC3PARAM with
// hash algorithm 1, no flags and at most nsec3_iterations_max iterations, else NSEC. A chain with
// more iterations is treated as absent: hashing for every query of a stranger would cost more than
// the answer, and RFC 9276 section 3.2 lets validators refuse such zones well below that anyway.
#pragma once

#include <array>
#include <span>

#include "zone/lookup.h"

namespace zonecast::zone {

/// Gathers the proofs for one response. Adds nothing for a zone without a chain. One thread.
class Denial {
 public:
  explicit Denial(Lookup& lookup) : lookup_(lookup) {}

  /// `found` is of kind no_data, and `qname` what was looked for.
  void add_no_data(dns::NameView qname, const Found& found);
  void add_nx_domain(dns::NameView qname, const Found& found);
  /// `found` is an answer or CNAME from a wildcard: no closer name exists.
  void add_wildcard_answer(dns::NameView qname, const Found& found);
  /// The zone cut at `cut` has no DS.
  void add_no_ds(dns::NameView cut);

  /// Each RRset once, in the order they were added.
  std::span<const RrsetView> proofs() const { return std::span(proofs_).first(count_); }

 private:
  void add(const RrsetView& rrset);
  RrsetView nsec_at_or_before(dns::NameView name);
  RrsetView nsec3_at(dns::NameView name);
  RrsetView nsec3_at_or_before(dns::NameView name);
  RrsetView nsec3_before(OwnerCursor& cursor);
  RrsetView nsec3_of(const OwnerCursor& cursor);
  std::optional<dns::NameView> hashed_owner(dns::NameView name);
  dns::NameView add_closest_encloser(dns::NameView qname, dns::NameView candidate);

  Lookup& lookup_;
  // A chain of wildcard CNAMEs needs one RRset a link, the end of it at most three.
  std::array<RrsetView, 24> proofs_;
  std::size_t count_ = 0;
};

}  // namespace zonecast::zone
