// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/lookup.h"

#include <algorithm>

#include "base/assert.h"

namespace zonecast::zone {

namespace {

using dns::RrType;

RrType covered_type(base::ByteView rrsig) {
  return RrType{rrsig.size() < 2 ? std::uint16_t{0} : base::load_u16(rrsig.data())};
}

bool is_dnssec_bookkeeping(RrType type) {
  return type == RrType::rrsig || type == RrType::nsec || type == RrType::nsec3;
}

/// What one owner gives for a query, once it is known that the search ends there.
Found at_owner(RrType qtype, const RrsetView& asked, const RrsetView& cname) {
  // These two stand beside a CNAME, so asking for them is not asking for the alias (RFC 4035
  // section 2.5).
  const bool follows_alias = qtype != RrType::rrsig && qtype != RrType::nsec;
  Found found;
  if (!asked.empty()) {
    found.kind = FoundKind::answer;
    found.rrset = asked;
  } else if (!cname.empty() && follows_alias) {
    found.kind = FoundKind::cname;
    found.rrset = cname;
  } else {
    found.kind = FoundKind::no_data;
  }
  return found;
}

Found delegation(const RrsetView& ns, const RrsetView& ds) {
  Found found;
  found.kind = FoundKind::delegation;
  found.rrset = ns;
  found.ds = ds;
  return found;
}

/// Whether NSEC3 records with these parameters can be used. Flags other than zero mark a chain that
/// is not complete (RFC 5155 section 4.1.2); the only hash algorithm is SHA-1.
bool is_usable_nsec3param(base::ByteView rdata) {
  return rdata.size() >= 5 && rdata[0] == 1 && rdata[1] == 0 &&
         base::load_u16(&rdata[2]) <= nsec3_iterations_max &&
         rdata.size() == std::size_t{5} + rdata[4];
}

}  // namespace

dns::NameView wildcard_below(dns::NameView encloser, LookupScratch& scratch) {
  std::array<std::uint8_t, dns::name_size_max + 2> wire;
  wire[0] = 1;
  wire[1] = '*';
  std::ranges::copy(encloser.wire(), wire.begin() + 2);
  return scratch.copy(dns::NameView::trusted({wire.data(), encloser.size() + 2}));
}

Found Lookup::find(dns::NameView qname, RrType qtype) {
  const int apex_depth = version_.apex().label_count();
  const int depth = qname.label_count();
  OwnerCursor cursor = version_.seek(version_.apex());
  for (int d = apex_depth;; ++d) {
    const dns::NameView name = qname.suffix(d);
    const bool is_apex = d == apex_depth;
    const bool is_qname = d == depth;
    // The first owner not before the parent's name is the first one not before `name` as well, when
    // it is within `name`: nothing stands between. Else look.
    if (!is_apex && (cursor.at_end() || !cursor.owner().is_within(name))) {
      cursor = version_.seek(name);
      if (cursor.at_end() || !cursor.owner().is_within(name)) {
        return not_found(qname, qname.suffix(d - 1), qtype);
      }
    }
    const bool has_records = cursor.owner().size() == name.size();
    if (!has_records) {
      if (!is_qname) continue;
      Found found;
      found.kind = FoundKind::no_data;
      found.empty_non_terminal = true;
      return found;
    }

    const dns::NameView owner = scratch_.copy(cursor.owner());
    bool exists = true;
    if (is_qname) {
      const auto here =
          gather(cursor, std::array{qtype, RrType::ns, RrType::cname, RrType::ds}, owner);
      const auto& [asked, ns, cname, ds] = here.rrsets;
      if (!ns.empty() && !is_apex && qtype != RrType::ds) return delegation(ns, ds);
      if (here.exists) return at_owner(qtype, asked, cname);
      exists = false;
    } else if (is_apex) {
      const auto here = gather(cursor, std::array{RrType::dname}, owner);
      if (!here.rrsets[0].empty()) {
        Found found;
        found.kind = FoundKind::dname;
        found.rrset = here.rrsets[0];
        return found;
      }
    } else {
      const auto here = gather(cursor, std::array{RrType::ns, RrType::dname, RrType::ds}, owner);
      const auto& [ns, dname, ds] = here.rrsets;
      if (!ns.empty()) return delegation(ns, ds);
      if (!dname.empty()) {
        Found found;
        found.kind = FoundKind::dname;
        found.rrset = dname;
        return found;
      }
      exists = here.exists;
    }
    if (!exists) {
      // Only NSEC3 stands here: for queries the name is not there, unless something is below it.
      cursor.advance();
      if (cursor.at_end() || !cursor.owner().is_within(name)) {
        return not_found(qname, qname.suffix(d - 1), qtype);
      }
      if (!is_qname) continue;
      Found found;
      found.kind = FoundKind::no_data;
      found.empty_non_terminal = true;
      return found;
    }
  }
}

Found Lookup::not_found(dns::NameView qname, dns::NameView encloser, RrType qtype) {
  Found found;
  const dns::NameView wildcard = wildcard_below(encloser, scratch_);
  const OwnerCursor cursor = version_.seek(wildcard);
  if (cursor.at_end() || !cursor.owner().is_within(wildcard)) {
    found.kind = FoundKind::nx_domain;
  } else if (cursor.owner().size() != wildcard.size()) {
    // The wildcard is an empty non-terminal: it exists, and so is the source of synthesis, of
    // nothing (RFC 4592 section 2.2.2).
    found.kind = FoundKind::no_data;
    found.from_wildcard = true;
    found.empty_non_terminal = true;
  } else {
    const auto here = gather(cursor, std::array{qtype, RrType::cname}, qname);
    found = at_owner(qtype, here.rrsets[0], here.rrsets[1]);
    found.from_wildcard = true;
  }
  found.closest_encloser = encloser;
  found.wildcard = wildcard;
  return found;
}

Lookup::Addresses Lookup::find_addresses(dns::NameView name) {
  if (!name.is_within(version_.apex())) return {};
  const OwnerCursor cursor = version_.seek(name);
  if (cursor.at_end() || !dns::equal(cursor.owner(), name)) return {};
  const auto here =
      gather(cursor, std::array{RrType::a, RrType::aaaa}, scratch_.copy(cursor.owner()));
  return {here.rrsets[0], here.rrsets[1]};
}

RrsetView Lookup::find_exact(dns::NameView owner, RrType type) {
  const OwnerCursor cursor = version_.seek(owner);
  if (cursor.at_end() || !dns::equal(cursor.owner(), owner)) return {};
  return gather(cursor, std::array{type}, scratch_.copy(cursor.owner())).rrsets[0];
}

const ApexFacts& Lookup::apex_facts() {
  if (apex_facts_) return *apex_facts_;
  ApexFacts& facts = apex_facts_.emplace();
  if (signatures_ == Signatures::leave_out) {
    const dns::RecordView soa = version_.soa();
    facts.soa.records = scratch_.copy(std::span(&soa, 1));
    return facts;
  }
  const auto here = gather(version_.seek(version_.apex()),
                           std::array{RrType::soa, RrType::nsec, RrType::nsec3param},
                           scratch_.copy(version_.apex()));
  const auto& [soa, nsec, nsec3param] = here.rrsets;
  facts.soa = soa;
  if (!nsec.empty()) facts.denial = DenialKind::nsec;
  for (const dns::RecordView& each : nsec3param.records) {
    if (!is_usable_nsec3param(each.rdata)) continue;
    facts.denial = DenialKind::nsec3;
    facts.nsec3_iterations = base::load_u16(&each.rdata[2]);
    facts.nsec3_salt = each.rdata.subspan(5);
    break;
  }
  return facts;
}

bool Lookup::gather_into(const OwnerCursor& cursor, std::span<const RrType> types,
                         dns::NameView owner, std::span<RrsetView> rrsets) {
  struct Run {
    RrType type;
    std::size_t start = 0;
    std::size_t size = 0;
  };
  struct Gathering {
    std::vector<dns::RecordView>& records;
    std::vector<dns::RecordView>& signatures;
    LookupScratch& scratch;
    dns::NameView owner;
    bool with_signatures;
    std::array<Run, 4> runs{};
    std::size_t run_count = 0;
    RrType type_max{};
    bool exists = false;

    Run* run_of(RrType type) {
      for (Run& run : std::span(runs).first(run_count)) {
        if (run.type == type) return &run;
        if (run.type == RrType::any && !is_dnssec_bookkeeping(type)) {
          run.type = type;
          return &run;
        }
      }
      return nullptr;
    }
    void keep(std::vector<dns::RecordView>& in, const StoredRecords& stored) {
      base::ByteView rdata = stored.stored_rdata();
      if (stored.has_names()) {
        StoredRecords::RdataBuffer expanded;
        rdata = scratch.copy(base::ByteView(expanded).first(stored.expand_rdata(expanded)));
      }
      in.push_back({owner, stored.type(), stored.ttl(), rdata});
    }
    /// False when nothing that follows is wanted.
    bool take(const StoredRecords& stored) {
      const RrType type = stored.type();
      if (type != RrType::rrsig && type != RrType::nsec3) exists = true;
      if (Run* run = run_of(type)) {
        if (run->size++ == 0) run->start = records.size();
        keep(records, stored);
        return true;
      }
      if (type == RrType::rrsig && with_signatures) {
        // Also settles what ANY stands for when all real data has types above RRSIG.
        if (run_of(covered_type(stored.stored_rdata())) != nullptr) keep(signatures, stored);
        return true;
      }
      // Types ascend but for the SOA, which is first; what comes after the last one wanted matters
      // only for its signatures.
      const bool signatures_due = with_signatures && !records.empty() && type < RrType::rrsig;
      return type <= type_max || type == RrType::soa || signatures_due || !exists;
    }
    void take_all(const OwnerCursor& cursor) {
      for (std::size_t part = 0;; ++part) {
        StoredRecords stored = cursor.stored_records(part);
        if (stored.empty()) return;
        while (stored.next()) {
          if (!take(stored)) return;
        }
      }
    }
  };

  ZC_ASSERT(types.size() <= 4);
  Gathering gathering{scratch_.gathered, scratch_.gathered_signatures, scratch_, owner,
                      signatures_ == Signatures::include};
  gathering.records.clear();
  gathering.signatures.clear();
  for (const RrType type : types) {
    gathering.runs[gathering.run_count++].type = type;
    gathering.type_max = std::max(gathering.type_max, type);
  }
  gathering.take_all(cursor);

  const auto records = scratch_.copy(gathering.records);
  const auto covered = [](const dns::RecordView& rrsig) { return covered_type(rrsig.rdata); };
  std::ranges::sort(gathering.signatures, {}, covered);
  const auto signatures = scratch_.copy(gathering.signatures);
  for (std::size_t i = 0; i < types.size(); ++i) {
    // A type asked for twice is in the first of its runs.
    const auto runs = std::span(gathering.runs).first(gathering.run_count);
    const RrType type = gathering.runs[i].type;
    const auto run = std::ranges::find(runs, type, &Run::type);
    if (run->size == 0) continue;
    rrsets[i].records = records.subspan(run->start, run->size);
    const auto covering = std::ranges::equal_range(signatures, type, {}, covered);
    rrsets[i].signatures = std::span<const dns::RecordView>(covering.begin(), covering.end());
  }
  return gathering.exists;
}

}  // namespace zonecast::zone
