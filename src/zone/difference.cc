// SPDX-License-Identifier: GPL-3.0-or-later
// Encoded: version of the format (1), deletions (4), additions (4), then the sequence.
#include "zone/difference.h"

#include <algorithm>

#include "base/assert.h"
#include "dns/rdata.h"
#include "zone/owner_change.h"
#include "zone/uncompressed_record.h"
#include "zone/validate.h"

namespace zonecast::zone {
namespace {

constexpr std::uint8_t format_version = 1;
constexpr std::size_t sequence_offset = 1 + 4 + 4;

dns::Serial serial_of(const dns::RecordView& soa) {
  const auto view = dns::parse_soa(soa.rdata);
  ZC_ASSERT(view.has_value());
  return view->serial;
}

std::vector<dns::RecordView> in_order(const std::vector<dns::Record>& records) {
  std::vector<dns::RecordView> views;
  views.reserve(records.size());
  for (const auto& record : records) views.push_back(record.view());
  if (!std::is_sorted(views.begin(), views.end(), precedes_in_difference)) {
    std::sort(views.begin(), views.end(), precedes_in_difference);
  }
  return views;
}

}  // namespace

Difference::Difference(const dns::RecordView& old_soa, const dns::RecordView& new_soa,
                       const ZoneChange& change)
    : from_(serial_of(old_soa)),
      to_(serial_of(new_soa)),
      deletion_count_(static_cast<std::uint32_t>(change.deletions.size())),
      addition_count_(static_cast<std::uint32_t>(change.additions.size())) {
  const auto deletions = in_order(change.deletions);
  const auto additions = in_order(change.additions);
  std::size_t size = sequence_offset + uncompressed_size(old_soa) + uncompressed_size(new_soa);
  for (const auto& record : deletions) size += uncompressed_size(record);
  for (const auto& record : additions) size += uncompressed_size(record);
  encoded_.reserve(size);
  base::append_u8(encoded_, format_version);
  base::append_u32(encoded_, deletion_count_);
  base::append_u32(encoded_, addition_count_);
  append_uncompressed(encoded_, old_soa);
  for (const auto& record : deletions) append_uncompressed(encoded_, record);
  new_soa_offset_ = encoded_.size();
  append_uncompressed(encoded_, new_soa);
  for (const auto& record : additions) append_uncompressed(encoded_, record);
}

// The octets have been checked when this is called.
dns::RecordView Difference::record_at(std::size_t& offset) const {
  dns::RecordView record;
  const bool read = read_uncompressed(encoded_, offset, record);
  ZC_ASSERT(read);
  return record;
}

base::ByteView Difference::sequence() const {
  return base::ByteView(encoded_).subspan(sequence_offset);
}

dns::RecordView Difference::old_soa() const {
  std::size_t at = sequence_offset;
  return record_at(at);
}

dns::RecordView Difference::new_soa() const {
  std::size_t at = new_soa_offset_;
  return record_at(at);
}

void Difference::for_each_deletion(
    const std::function<void(const dns::RecordView&)>& receive) const {
  std::size_t at = sequence_offset;
  record_at(at);
  while (at < new_soa_offset_) receive(record_at(at));
}

void Difference::for_each_addition(
    const std::function<void(const dns::RecordView&)>& receive) const {
  std::size_t at = new_soa_offset_;
  record_at(at);
  while (at < encoded_.size()) receive(record_at(at));
}

base::Result<Difference> Difference::decode(base::Bytes encoded) {
  base::ByteReader header(encoded);
  if (header.u8() != format_version)
    return base::failure("difference: unknown version of the format");
  Difference difference;
  difference.deletion_count_ = header.u32();
  difference.addition_count_ = header.u32();
  if (!header.ok()) return base::failure("difference: cut short");

  std::size_t at = sequence_offset;
  dns::Name apex;
  const auto take_soa = [&](dns::Serial& serial) {
    dns::RecordView record;
    if (!read_uncompressed(encoded, at, record) || record.type != dns::RrType::soa) return false;
    if (at == sequence_offset + uncompressed_size(record)) apex = dns::Name(record.owner);
    const auto soa = dns::parse_soa(record.rdata);
    if (!soa) return false;
    serial = soa->serial;
    return validate_record(record, apex).has_value();
  };
  const auto take_records = [&](std::uint32_t count) {
    dns::RecordView previous;
    for (std::uint32_t i = 0; i < count; ++i) {
      dns::RecordView record;
      if (!read_uncompressed(encoded, at, record) || record.type == dns::RrType::soa) return false;
      if (!validate_record(record, apex)) return false;
      if (i > 0 && !precedes_in_difference(previous, record)) return false;
      previous = record;
    }
    return true;
  };
  if (!take_soa(difference.from_)) return base::failure("difference: no old SOA");
  if (!take_records(difference.deletion_count_)) return base::failure("difference: bad deletions");
  difference.new_soa_offset_ = at;
  if (!take_soa(difference.to_)) return base::failure("difference: no new SOA");
  if (!take_records(difference.addition_count_)) return base::failure("difference: bad additions");
  if (difference.from_ == difference.to_) return base::failure("difference: leads nowhere");
  if (at != encoded.size()) return base::failure("difference: octets behind its end");
  difference.encoded_ = std::move(encoded);
  return difference;
}

}  // namespace zonecast::zone
