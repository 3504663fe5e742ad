// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/denial.h"

#include <algorithm>

#include "zone/nsec3_hash.h"

namespace zonecast::zone {

namespace {

using dns::NameView;
using dns::RrType;

/// Owners looked at in search of the NSEC or NSEC3 before a name. Between two NSECs of a whole
/// chain there is only what is occluded by one zone cut or DNAME, and that is jumped over; between
/// two NSEC3s only those of another chain, while the zone goes from one salt to the next. A broken
/// chain is not worth more.
constexpr int nsec_steps_max = 200;

/// The name one label longer than `encloser` on the way to `qname`.
NameView next_closer(NameView qname, NameView encloser) {
  return qname.suffix(encloser.label_count() + 1);
}

/// No name right below `apex` comes after it.
dns::Name last_possible_child(NameView apex) {
  const std::size_t label_size =
      std::min(dns::name_size_max - apex.size() - 1, dns::label_size_max);
  std::array<std::uint8_t, dns::name_size_max> wire;
  wire.fill(0xff);
  wire[0] = static_cast<std::uint8_t>(label_size);
  std::ranges::copy(apex.wire(), wire.begin() + 1 + static_cast<std::ptrdiff_t>(label_size));
  return dns::Name(NameView::trusted({wire.data(), 1 + label_size + apex.size()}));
}

}  // namespace

void Denial::add_no_data(NameView qname, const Found& found) {
  switch (lookup_.apex_facts().denial) {
    case DenialKind::none:
      return;
    case DenialKind::nsec:
      if (found.from_wildcard) add(nsec_at_or_before(found.wildcard));
      add(nsec_at_or_before(qname));
      return;
    case DenialKind::nsec3:
      if (found.from_wildcard) {
        add_closest_encloser(qname, found.closest_encloser);
        add(nsec3_at(found.wildcard));
        return;
      }
      if (const RrsetView match = nsec3_at(qname); !match.empty()) {
        add(match);
        return;
      }
      // The DS of a zone cut that opt-out left out of the chain, or an empty non-terminal above
      // such cuts only (RFC 5155 section 7.2.4, erratum 3441).
      if (!dns::equal(qname, lookup_.version().apex())) add_closest_encloser(qname, qname.parent());
      return;
  }
}

void Denial::add_nx_domain(NameView qname, const Found& found) {
  switch (lookup_.apex_facts().denial) {
    case DenialKind::none:
      return;
    case DenialKind::nsec:
      add(nsec_at_or_before(qname));
      add(nsec_at_or_before(found.wildcard));
      return;
    case DenialKind::nsec3: {
      const NameView encloser = add_closest_encloser(qname, found.closest_encloser);
      add(nsec3_at_or_before(wildcard_below(encloser, lookup_.scratch())));
      return;
    }
  }
}

void Denial::add_wildcard_answer(NameView qname, const Found& found) {
  switch (lookup_.apex_facts().denial) {
    case DenialKind::none:
      return;
    case DenialKind::nsec:
      add(nsec_at_or_before(qname));
      return;
    case DenialKind::nsec3:
      add(nsec3_at_or_before(next_closer(qname, found.closest_encloser)));
      return;
  }
}

void Denial::add_no_ds(NameView cut) {
  switch (lookup_.apex_facts().denial) {
    case DenialKind::none:
      return;
    case DenialKind::nsec:
      add(nsec_at_or_before(cut));
      return;
    case DenialKind::nsec3:
      if (const RrsetView match = nsec3_at(cut); !match.empty()) {
        add(match);
      } else {
        add_closest_encloser(cut, cut.parent());  // opt-out
      }
      return;
  }
}

void Denial::add(const RrsetView& rrset) {
  if (rrset.empty() || count_ == proofs_.size()) return;
  for (const RrsetView& have : proofs()) {
    if (dns::equal(have.owner(), rrset.owner())) return;
  }
  proofs_[count_++] = rrset;
}

/// The closest provable encloser of `qname` (RFC 5155 section 7.2.1), from `candidate` upwards, and
/// that the name one label longer is not there.
NameView Denial::add_closest_encloser(NameView qname, NameView candidate) {
  const NameView apex = lookup_.version().apex();
  for (;; candidate = candidate.parent()) {
    const RrsetView match = nsec3_at(candidate);
    add(match);
    if (!match.empty() || candidate.size() <= apex.size()) break;
  }
  add(nsec3_at_or_before(next_closer(qname, candidate)));
  return candidate;
}

RrsetView Denial::nsec_at_or_before(NameView name) {
  const auto nsec_of = [this](const OwnerCursor& at) {
    return lookup_.gather(at, std::array{RrType::nsec}, lookup_.scratch().copy(at.owner()))
        .rrsets[0];
  };
  OwnerCursor cursor = lookup_.version().seek(name);
  if (cursor.at_end() || !dns::equal(cursor.owner(), name)) {
    if (!cursor.retreat()) return {};
  }
  for (int steps = 0; steps < nsec_steps_max; ++steps) {
    if (const RrsetView nsec = nsec_of(cursor); !nsec.empty()) return nsec;
    // Occluded, most likely: everything back to the zone cut or DNAME above it has none either.
    const NameView owner = lookup_.scratch().copy(cursor.owner());
    const Found above = lookup_.find(owner, RrType::nsec);
    if ((above.kind == FoundKind::delegation || above.kind == FoundKind::dname) &&
        !dns::equal(above.rrset.owner(), owner)) {
      cursor = lookup_.version().seek(above.rrset.owner());
    } else if (!cursor.retreat()) {
      return {};
    }
  }
  return {};
}

std::optional<NameView> Denial::hashed_owner(NameView name) {
  const ApexFacts& facts = lookup_.apex_facts();
  const NameView apex = lookup_.version().apex();
  constexpr std::size_t label_octets = 1 + nsec3_label_size;
  if (apex.size() + label_octets > dns::name_size_max) return std::nullopt;
  const auto label = to_base32hex(nsec3_hash(name, facts.nsec3_salt, facts.nsec3_iterations));
  std::array<std::uint8_t, dns::name_size_max> wire;
  wire[0] = nsec3_label_size;
  std::ranges::copy(label, wire.begin() + 1);
  std::ranges::copy(apex.wire(), wire.begin() + label_octets);
  return lookup_.scratch().copy(NameView::trusted({wire.data(), apex.size() + label_octets}));
}

/// The NSEC3 RRset where the cursor stands, when it is one of the chain in use.
RrsetView Denial::nsec3_of(const OwnerCursor& cursor) {
  const ApexFacts& facts = lookup_.apex_facts();
  const NameView apex = lookup_.version().apex();
  const NameView owner = cursor.owner();
  if (owner.size() != apex.size() + 1 + nsec3_label_size || owner.wire()[0] != nsec3_label_size) {
    return {};
  }
  const RrsetView rrset =
      lookup_.gather(cursor, std::array{RrType::nsec3}, lookup_.scratch().copy(owner)).rrsets[0];
  if (rrset.empty()) return {};
  const base::ByteView rdata = rrset.records.front().rdata;
  const std::size_t salt_size = facts.nsec3_salt.size();
  const bool same_chain = rdata.size() > 5 + salt_size && rdata[0] == 1 &&
                          base::load_u16(&rdata[2]) == facts.nsec3_iterations &&
                          rdata[4] == salt_size &&
                          base::equal(rdata.subspan(5, salt_size), facts.nsec3_salt);
  return same_chain ? rrset : RrsetView{};
}

RrsetView Denial::nsec3_at(NameView name) {
  const auto owner = hashed_owner(name);
  if (!owner) return {};
  const OwnerCursor cursor = lookup_.version().seek(*owner);
  if (cursor.at_end() || !dns::equal(cursor.owner(), *owner)) return {};
  return nsec3_of(cursor);
}

/// The NSEC3 that matches or covers `name`.
RrsetView Denial::nsec3_at_or_before(NameView name) {
  const auto owner = hashed_owner(name);
  if (!owner) return {};
  const ZoneVersion& version = lookup_.version();
  OwnerCursor cursor = version.seek(*owner);
  if (!cursor.at_end() && dns::equal(cursor.owner(), *owner)) {
    if (const RrsetView match = nsec3_of(cursor); !match.empty()) return match;
  }
  if (const RrsetView before = nsec3_before(cursor); !before.empty()) return before;
  // The chain is a ring: before the first comes the last.
  cursor = version.seek(last_possible_child(version.apex()));
  return nsec3_before(cursor);
}

/// The last NSEC3 of the chain in use before where the cursor stands. Hashed owners stand among the
/// ordinary names right below the apex, of which opt-out may leave any number between two.
RrsetView Denial::nsec3_before(OwnerCursor& cursor) {
  for (int steps = 0; steps < nsec_steps_max && cursor.retreat_to_nsec3(); ++steps) {
    if (const RrsetView rrset = nsec3_of(cursor); !rrset.empty()) return rrset;
  }
  return {};
}

}  // namespace zonecast::zone
