// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/contents_rules.h"

#include "dns/rdata.h"

namespace zonecast::zone {
namespace {

using dns::RrType;

bool is_signature(RrType type) { return type == RrType::rrsig || type == RrType::sig; }

// RFC 1034 section 3.6.2; RFC 2181 section 10.1 and RFC 4035 section 2.5 let these stand beside a
// CNAME.
bool may_stand_beside_cname(RrType type) {
  return is_signature(type) || type == RrType::nsec || type == RrType::nxt || type == RrType::key;
}

}  // namespace

std::uint32_t rrset_key(const dns::RecordView& record) {
  const auto type = static_cast<std::uint32_t>(record.type) << 16;
  return is_signature(record.type) && record.rdata.size() >= 2
             ? type | base::load_u16(record.rdata.data())
             : type;
}

std::string name_of(const dns::RecordView& record) {
  return dns::to_text(record.owner) + " " + dns::to_text(record.type);
}

std::optional<OwnerFault> find_fault(std::span<const dns::RecordView> records) {
  std::optional<std::size_t> cname;
  std::optional<std::size_t> dname;
  bool has_soa = false;
  bool has_ns = false;
  std::optional<std::size_t> beside;
  std::size_t octets = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& record = records[i];
    const bool goes_on = i > 0 && rrset_key(records[i - 1]) == rrset_key(record);
    if (goes_on && record.ttl != records[i - 1].ttl) {
      return OwnerFault{i, "its TTL " + std::to_string(record.ttl) + " is not that of its RRset (" +
                               std::to_string(records[i - 1].ttl) + ")"};
    }
    octets = (goes_on ? octets : 0) + 2 + rr_fields_size + record.rdata.size();
    if (octets > rrset_size_max) {
      return OwnerFault{i,
                        "its RRset takes more than " + std::to_string(rrset_size_max) + " octets"};
    }
    if (goes_on && record.type == RrType::cname) return OwnerFault{i, "there is more than one"};
    if (goes_on && record.type == RrType::dname) return OwnerFault{i, "there is more than one"};
    if (record.type == RrType::dname) dname = i;
    has_soa = has_soa || record.type == RrType::soa;
    has_ns = has_ns || record.type == RrType::ns;
    if (record.type == RrType::cname) {
      cname = i;
    } else if (!beside && !may_stand_beside_cname(record.type)) {
      beside = i;
    }
  }
  if (cname && beside) {
    return OwnerFault{*cname,
                      "other data stands beside it (" + dns::to_text(records[*beside].type) + ")"};
  }
  if (dname && has_ns && !has_soa) {  // RFC 6672 section 2.3
    return OwnerFault{*dname, "an NS RRset stands beside it below the apex"};
  }
  return std::nullopt;
}

bool is_data_below_dname(const dns::RecordView& record) {
  return record.type != RrType::nsec3 && !is_signature(record.type);
}

bool precedes_in_owner(const dns::RecordView& a, const dns::RecordView& b) {
  if (a.type != b.type) {
    if (a.type == RrType::soa || b.type == RrType::soa) return a.type == RrType::soa;
    return a.type < b.type;
  }
  return dns::compare_rdata(a.type, a.rdata, b.rdata) < 0;
}

}  // namespace zonecast::zone
