// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/net_difference.h"

#include <string>
#include <unordered_map>

#include "base/assert.h"

namespace zonecast::store {

namespace {

// A record as one string: owner as spelled, type, TTL, RDATA. Names end by themselves, so no two
// records share a string.
std::string packed(const dns::RecordView& record) {
  base::Bytes out(record.owner.wire().begin(), record.owner.wire().end());
  out.reserve(out.size() + 6 + record.rdata.size());
  base::append_u16(out, static_cast<std::uint16_t>(record.type));
  base::append_u32(out, record.ttl);
  base::append(out, record.rdata);
  return std::string(base::as_text(out));
}

dns::Record unpacked(const std::string& text) {
  const auto wire = base::as_bytes(text);
  const auto owner = dns::NameView::parse_prefix(wire);
  ZC_ASSERT(owner);
  base::ByteReader reader(wire.subspan(owner->size()));
  const auto type = static_cast<dns::RrType>(reader.u16());
  const auto ttl = reader.u32();
  const auto rdata = reader.rest();
  return dns::Record(dns::Name(*owner), type, ttl, {rdata.begin(), rdata.end()});
}

enum class Net : bool { deleted, added };

void note(std::unordered_map<std::string, Net>& records, const dns::RecordView& record, Net net) {
  const auto [at, is_new] = records.try_emplace(packed(record), net);
  // The opposite stood there: together they are nothing.
  if (!is_new && at->second != net) records.erase(at);
}

}  // namespace

zone::DifferenceRef net_difference(std::span<const zone::DifferenceRef> differences) {
  ZC_ASSERT(!differences.empty());
  if (differences.size() == 1) return differences.front();
  std::unordered_map<std::string, Net> records;
  for (const auto& difference : differences) {
    difference->for_each_deletion([&](const auto& record) { note(records, record, Net::deleted); });
    difference->for_each_addition([&](const auto& record) { note(records, record, Net::added); });
  }
  zone::ZoneChange change;
  for (const auto& [text, net] : records) {
    (net == Net::added ? change.additions : change.deletions).push_back(unpacked(text));
  }
  return std::make_shared<const zone::Difference>(differences.front()->old_soa(),
                                                  differences.back()->new_soa(), change);
}

}  // namespace zonecast::store
