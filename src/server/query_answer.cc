// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query_answer.h"

#include <algorithm>
#include <array>

#include "dns/rdata.h"
#include "server/response_opt.h"
#include "zone/denial.h"
#include "zone/lookup.h"

namespace zonecast::server {

namespace {

using dns::NameView;
using dns::Rcode;
using dns::RrType;
using dns::Section;
using Closest = publication::ZoneFinder::Closest;
using zone::Found;
using zone::FoundKind;
using zone::RrsetView;

/// CNAMEs and DNAMEs followed for one query. BIND and Knot stop at about as many.
constexpr std::size_t chain_links_max = 16;
/// Targets of one RRset that optional additional data is looked up for.
constexpr std::size_t additional_targets_max = 32;

constexpr std::size_t opt_size = 11;
constexpr std::size_t option_head_size = 4;
constexpr RrType nxname{128};  // RFC 9824 section 3.1: never asked for

/// One response under construction.
class Response {
 public:
  Response(publication::ZoneFinder& zones, const access::Client& client, const dns::Message& query,
           const QueryContext& context, dns::MessageWriter& writer, zone::LookupScratch& scratch)
      : zones_(zones),
        client_(client),
        query_(query),
        zone_id_(context.zone_id),
        writer_(writer),
        scratch_(scratch) {
    writer_.reset(context.size_max);
    dns::Header header;
    header.id = query.header.id;
    header.qr = true;
    header.opcode = query.header.opcode;
    header.rd = query.header.rd;
    header.cd = query.header.cd;  // RFC 4035 section 3.1.6
    writer_.start(header);
    writer_.reserve(context.tsig_size);
    if (query.edns) {
      writer_.reserve(opt_size);
      edns_ = response_edns(*query.edns);
      wants_expire_ =
          query.question && query.question->type == RrType::soa && asks_expire(*query.edns);
      if (wants_expire_) writer_.reserve(option_head_size + expire_.size());
      if (context.keepalive && asks_keepalive(*query.edns)) add_keepalive(*context.keepalive);
    }
    if (query.question) writer_.question(*query.question);
  }

  void write() {
    const Rcode rcode = answer();
    writer_.header().aa = authoritative_;
    writer_.header().tc = truncated_;
    writer_.header().rcode = static_cast<std::uint8_t>(static_cast<unsigned>(rcode) & 0xf);
    if (query_.edns) writer_.opt(edns_, rcode);
    writer_.finish();
  }

 private:
  Rcode answer();
  Rcode answer_from(const publication::PublishedZone& zone);
  Closest zone_for(const dns::Question& question);

  void put_required(Section section, const RrsetView& rrset) {
    if (!truncated_ && !put(section, rrset)) truncated_ = true;
  }
  bool put(Section section, const RrsetView& rrset);
  void put_negative_soa(zone::Lookup& lookup);
  void put_proofs(const zone::Denial& denial);
  void put_referral(zone::Lookup& lookup, zone::Denial& denial, const Found& found);
  void put_glue(zone::Lookup& lookup, const RrsetView& ns);
  void put_targets(zone::Lookup& lookup, const RrsetView& rrset);

  void add_keepalive(std::uint16_t timeout);
  void add_expire(const zone::ZoneVersion& version);
  void add_extended_error(dns::Ede code, std::string_view text);

  publication::ZoneFinder& zones_;
  const access::Client& client_;
  const dns::Message& query_;
  std::uint64_t* zone_id_;
  dns::MessageWriter& writer_;
  zone::LookupScratch& scratch_;
  bool authoritative_ = false;
  bool truncated_ = false;
  bool wants_expire_ = false;
  dns::Edns edns_;
  // What the options point to.
  std::array<std::uint8_t, 2> keepalive_{};
  std::array<std::uint8_t, 4> expire_{};
  base::Bytes extended_error_;
};

Rcode Response::answer() {
  if (query_.edns && query_.edns->version > 0) return Rcode::badvers;
  if (!query_.question) return Rcode::formerr;
  const dns::Question& question = *query_.question;
  if (question.rr_class != dns::RrClass::in) return Rcode::refused;
  if (question.type == RrType::maila || question.type == RrType::mailb) return Rcode::notimp;
  if ((dns::is_meta(question.type) && question.type != RrType::any) || question.type == nxname) {
    return Rcode::formerr;
  }
  const auto [zone, hidden_by] = zone_for(question);
  if (!zone) {
    if (hidden_by == access::Rule::no_zone) {
      add_extended_error(dns::Ede::not_authoritative, {});
    } else {
      add_extended_error(dns::Ede::prohibited, to_text(hidden_by));
    }
    return Rcode::refused;
  }
  if (zone_id_ != nullptr) *zone_id_ = zone->zone_id;
  if (!zone->unservable().empty()) {
    add_extended_error(dns::Ede::other, zone->unservable());
    return Rcode::servfail;
  }
  return answer_from(*zone);
}

/// The zone that answers. DS is data of the parent (RFC 4035 section 3.1.4.1), but a zone further
/// up that only refers to the parent is of no use: then the child says that it has none (RFC 3658
/// section 2.2.1.2).
Closest Response::zone_for(const dns::Question& question) {
  const bool is_ds = question.type == RrType::ds;
  Closest closest = zones_.closest(question.name, client_, is_ds);
  const auto& zone = closest.zone;
  if (!is_ds || !zone || !zone->unservable().empty()) return closest;
  if (dns::equal(zone->version->apex(), question.name)) return closest;
  publication::PublishedZoneRef child = zones_.find(question.name, client_);
  if (!child) return closest;
  zone::Lookup lookup(*zone->version, scratch_, zone::Signatures::leave_out);
  const Found found = lookup.find(question.name, RrType::ds);
  if (found.kind == FoundKind::delegation) closest.zone = std::move(child);
  return closest;
}

Rcode Response::answer_from(const publication::PublishedZone& zone) {
  const bool dnssec_ok = query_.edns && query_.edns->dnssec_ok;
  const NameView apex = zone.version->apex();
  zone::Lookup lookup(*zone.version, scratch_,
                      dnssec_ok ? zone::Signatures::include : zone::Signatures::leave_out);
  zone::Denial denial(lookup);
  const RrType qtype = query_.question->type;
  // AA speaks of the first owner in the answer section (RFC 1035 section 4.1.1).
  authoritative_ = true;

  NameView name = query_.question->name;
  std::array<NameView, chain_links_max + 1> visited;
  std::array<NameView, chain_links_max> dnames;
  std::size_t dname_count = 0;
  for (std::size_t links = 0;; ++links) {
    visited[links] = name;
    const Found found = lookup.find(name, qtype);
    NameView target;
    switch (found.kind) {
      case FoundKind::answer:
        put_required(Section::answer, found.rrset);
        if (found.from_wildcard) denial.add_wildcard_answer(name, found);
        put_proofs(denial);
        put_targets(lookup, found.rrset);
        if (links == 0 && qtype == RrType::soa && wants_expire_) add_expire(*zone.version);
        return Rcode::noerror;
      case FoundKind::no_data:
        denial.add_no_data(name, found);
        put_negative_soa(lookup);
        put_proofs(denial);
        return Rcode::noerror;
      case FoundKind::nx_domain:
        // After a chain too, the RCODE is that of its last name (RFC 6604 section 3).
        denial.add_nx_domain(name, found);
        put_negative_soa(lookup);
        put_proofs(denial);
        return Rcode::nxdomain;
      case FoundKind::delegation:
        authoritative_ = links > 0;
        put_referral(lookup, denial, found);
        return Rcode::noerror;
      case FoundKind::cname:
        put_required(Section::answer, found.rrset);
        if (found.from_wildcard) denial.add_wildcard_answer(name, found);
        target = NameView::trusted(found.rrset.records.front().rdata);
        break;
      case FoundKind::dname: {
        const NameView owner = found.rrset.owner();
        const auto seen = std::span(dnames).first(dname_count);
        if (std::ranges::find(seen, owner) == seen.end()) {
          put_required(Section::answer, found.rrset);
          dnames[dname_count++] = owner;
        }
        // The labels below the DNAME's owner move under its target (RFC 6672 section 2.2).
        const base::ByteView kept = name.wire().first(name.size() - owner.size() + 1);
        std::array<std::uint8_t, 2 * dns::name_size_max> wire;
        const base::ByteView dname_target = found.rrset.records.front().rdata;
        const std::size_t size = kept.size() - 1 + dname_target.size();
        if (size > dns::name_size_max) {
          put_proofs(denial);
          return Rcode::yxdomain;
        }
        std::ranges::copy(kept, wire.begin());
        std::ranges::copy(dname_target,
                          wire.begin() + static_cast<std::ptrdiff_t>(kept.size() - 1));
        target = scratch_.copy(NameView::trusted({wire.data(), size}));
        const dns::RecordView cname{name, RrType::cname, found.rrset.ttl(), target.wire()};
        put_required(Section::answer, {{&cname, 1}, {}});
        if (qtype == RrType::cname || qtype == RrType::any) {
          put_proofs(denial);
          return Rcode::noerror;
        }
        break;
      }
    }
    const auto seen = std::span(visited).first(links + 1);
    const bool loops = std::ranges::find(seen, target) != seen.end();
    if (truncated_ || loops || links == chain_links_max - 1 || !target.is_within(apex)) {
      put_proofs(denial);
      return Rcode::noerror;
    }
    name = target;
  }
}

bool Response::put(Section section, const RrsetView& rrset) {
  const dns::MessageWriter::Mark before = writer_.mark();
  if (writer_.add_rrset(section, rrset.records) &&
      (rrset.signatures.empty() || writer_.add_rrset(section, rrset.signatures))) {
    return true;
  }
  writer_.rewind(before);
  return false;
}

/// The SOA with the TTL that a negative answer is cached for (RFC 2308 section 3).
void Response::put_negative_soa(zone::Lookup& lookup) {
  RrsetView soa = lookup.apex_facts().soa;
  const base::ByteView rdata = soa.records.front().rdata;
  const std::uint32_t minimum = base::load_u32(rdata.last(4).data());
  const std::uint32_t ttl = std::min(soa.ttl(), minimum);
  const auto with_ttl = [&](std::span<const dns::RecordView> records) {
    const std::span<dns::RecordView> changed = scratch_.copy(records);
    for (dns::RecordView& record : changed) record.ttl = ttl;
    return changed;
  };
  soa.records = with_ttl(soa.records);
  soa.signatures = with_ttl(soa.signatures);
  put_required(Section::authority, soa);
}

void Response::put_proofs(const zone::Denial& denial) {
  for (const RrsetView& proof : denial.proofs()) put_required(Section::authority, proof);
}

void Response::put_referral(zone::Lookup& lookup, zone::Denial& denial, const Found& found) {
  put_required(Section::authority, {found.rrset.records, {}});
  if (query_.edns && query_.edns->dnssec_ok) {
    if (found.ds.empty()) {
      denial.add_no_ds(found.rrset.owner());
    } else if (!found.ds.signatures.empty()) {  // else the zone is not signed
      put_required(Section::authority, found.ds);
    }
  }
  put_proofs(denial);
  put_glue(lookup, found.rrset);
}

/// Addresses of name servers below the cut must be there, or TC says that some are missing (RFC
/// 9471 section 3.1); those of other servers within the zone are a help.
void Response::put_glue(zone::Lookup& lookup, const RrsetView& ns) {
  const NameView cut = ns.owner();
  for (const bool required : {true, false}) {
    for (const dns::RecordView& record : ns.records) {
      const NameView server = dns::rdata_target(RrType::ns, record.rdata);
      if (server.is_within(cut) != required) continue;
      const auto addresses = lookup.find_addresses(server);
      for (const RrsetView& rrset : {addresses.a, addresses.aaaa}) {
        if (truncated_ || rrset.empty()) continue;
        if (!put(Section::additional, rrset) && required) truncated_ = true;
      }
    }
  }
}

/// Addresses that the client is likely to ask for next; left out without a word when there is no
/// room.
void Response::put_targets(zone::Lookup& lookup, const RrsetView& rrset) {
  std::array<NameView, additional_targets_max> seen;
  std::size_t count = 0;
  for (const dns::RecordView& record : rrset.records) {
    if (truncated_ || count == seen.size()) return;
    const NameView target = dns::rdata_target(rrset.type(), record.rdata);
    if (target.is_root()) continue;
    const auto known = std::span(seen).first(count);
    if (std::ranges::find(known, target) != known.end()) continue;
    seen[count++] = target;
    const auto addresses = lookup.find_addresses(target);
    for (const RrsetView& each : {addresses.a, addresses.aaaa}) {
      if (!each.empty()) put(Section::additional, each);
    }
  }
}

void Response::add_keepalive(std::uint16_t timeout) {
  base::store_u16(keepalive_.data(), timeout);
  writer_.reserve(option_head_size + keepalive_.size());
  edns_.options.push_back({option_keepalive, keepalive_});
}

/// RFC 7314 section 3.2: a primary gives the SOA's EXPIRE field.
void Response::add_expire(const zone::ZoneVersion& version) {
  const base::ByteView numbers = version.soa().rdata.last(20);  // serial, refresh, retry, expire
  std::ranges::copy(numbers.subspan(12, 4), expire_.begin());
  edns_.options.push_back({option_expire, expire_});
}

void Response::add_extended_error(dns::Ede code, std::string_view text) {
  if (!query_.edns) return;
  extended_error_ = ede_data(code, text);
  if (writer_.room() < option_head_size + extended_error_.size()) return;
  edns_.options.push_back({option_ede, extended_error_});
}

}  // namespace

std::size_t udp_answer_size(const dns::Message& query) {
  constexpr std::size_t floor = 512;
  if (!query.edns) return floor;
  return std::clamp(std::size_t{query.edns->udp_size}, floor, udp_answer_size_max);
}

void answer_query(publication::ZoneFinder& zones, const access::Client& client,
                  const dns::Message& query, const QueryContext& context,
                  dns::MessageWriter& writer) {
  // Memory only, kept because filling it anew for each query would cost more than the answer.
  thread_local zone::LookupScratch scratch;
  scratch.clear();
  Response(zones, client, query, context, writer, scratch).write();
}

}  // namespace zonecast::server
