// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/validate.h"

#include <algorithm>

#include "dns/message.h"
#include "dns/rdata.h"
#include "zone/contents_rules.h"
#include "zone/owner_change.h"

namespace zonecast::zone {
namespace {

using dns::RrType;

std::unexpected<ContentsError> refusal(const dns::RecordView& record, const std::string& reason) {
  return std::unexpected(ContentsError{name_of(record) + ": " + reason});
}

}  // namespace

std::size_t record_size_max(dns::NameView apex) {
  // What one message must have room for besides the record, each at its largest.
  constexpr std::size_t question = dns::name_size_max + 4;
  constexpr std::size_t rr_fields = 10;  // type, class, TTL, RDATA length
  const std::size_t closing_soa = apex.size() + rr_fields + 2 * dns::name_size_max + 20;
  // RFC 8945 section 4.2: algorithm "hmac-sha512.", 16 octets of numbers, 64 of MAC, 6 of other
  // data.
  constexpr std::size_t tsig = dns::name_size_max + rr_fields + 13 + 16 + 64 + 6;
  constexpr std::size_t opt = 1 + rr_fields + 100;  // options included
  return dns::message_size_max - dns::header_size - question - closing_soa - tsig - opt;
}

base::Result<void, ContentsError> validate_record(const dns::RecordView& record,
                                                  dns::NameView apex) {
  if (!record.owner.is_within(apex)) {
    return refusal(record, "it is not within the zone " + dns::to_text(apex));
  }
  if (dns::is_meta(record.type)) return refusal(record, "this type never is data of a zone");
  if (record.type == RrType::soa && record.owner.size() != apex.size()) {
    return refusal(record, "an SOA stands at the apex only (" + dns::to_text(apex) + ")");
  }
  if (record.ttl > ttl_max) {
    return refusal(
        record, "its TTL " + std::to_string(record.ttl) + " is above " + std::to_string(ttl_max));
  }
  const std::size_t size = record.owner.size() + 10 + record.rdata.size();
  if (size > record_size_max(apex)) {
    return refusal(record, "its " + std::to_string(size) +
                               " octets do not fit a signed message (at most " +
                               std::to_string(record_size_max(apex)) + ")");
  }
  if (const auto checked = dns::check_rdata(record.type, record.rdata); !checked) {
    return refusal(record, checked.error().message);
  }
  return {};
}

base::Result<void, ContentsError> validate_change(const ZoneVersion& base,
                                                  const ZoneChange& change) {
  std::vector<dns::RecordView> deletions;
  std::vector<dns::RecordView> additions;
  for (const auto& record : change.deletions) deletions.push_back(record.view());
  for (const auto& record : change.additions) additions.push_back(record.view());
  for (const auto* records : {&deletions, &additions}) {
    for (const auto& record : *records) {
      if (record.type == RrType::soa)
        return refusal(record, "the SOA does not change with the contents");
      if (!record.owner.is_within(base.apex())) {
        return refusal(record, "it is not within the zone " + dns::to_text(base.apex()));
      }
    }
  }
  for (const auto& record : additions) {
    if (auto valid = validate_record(record, base.apex()); !valid) return valid;
  }
  std::sort(deletions.begin(), deletions.end(), precedes_in_difference);
  std::sort(additions.begin(), additions.end(), precedes_in_difference);
  std::vector<dns::RecordView> merged;
  for (const auto& owner_change : by_owner(deletions, additions)) {
    const auto existing = find_owner(base, owner_change.owner);
    std::vector<dns::RecordView> views;
    for (const auto& record : existing) views.push_back(record.view());
    merged.clear();
    if (const auto contradiction = merge_owner(views, owner_change, merged)) {
      return refusal(contradiction->record, contradiction->kind == Contradiction::Kind::absent
                                                ? "it is not there to be deleted"
                                                : "it is there already");
    }
    if (const auto fault = find_fault(merged)) return refusal(merged[fault->record], fault->reason);
  }
  return {};
}

std::string unservable_reason(const ZoneVersion& version) {
  if (find_rrset(version, version.apex(), RrType::ns).empty()) return "no NS RRset at the apex";
  return {};
}

}  // namespace zonecast::zone
