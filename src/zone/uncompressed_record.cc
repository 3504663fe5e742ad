// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/uncompressed_record.h"

namespace zonecast::zone {

std::size_t uncompressed_size(const dns::RecordView& record) {
  return record.owner.size() + 10 + record.rdata.size();
}

void write_uncompressed(std::uint8_t* out, const dns::RecordView& record) {
  std::memcpy(out, record.owner.wire().data(), record.owner.size());
  out += record.owner.size();
  base::store_u16(out, static_cast<std::uint16_t>(record.type));
  base::store_u16(out + 2, static_cast<std::uint16_t>(dns::RrClass::in));
  base::store_u32(out + 4, record.ttl);
  base::store_u16(out + 8, static_cast<std::uint16_t>(record.rdata.size()));
  if (!record.rdata.empty()) std::memcpy(out + 10, record.rdata.data(), record.rdata.size());
}

void append_uncompressed(base::Bytes& out, const dns::RecordView& record) {
  const auto at = out.size();
  out.resize(at + uncompressed_size(record));
  write_uncompressed(out.data() + at, record);
}

bool read_uncompressed(base::ByteView octets, std::size_t& at, dns::RecordView& record) {
  const auto owner = dns::NameView::parse_prefix(octets.subspan(at));
  if (!owner) return false;
  base::ByteReader reader(octets.subspan(at + owner->size()));
  record.owner = *owner;
  record.type = static_cast<dns::RrType>(reader.u16());
  const auto rr_class = reader.u16();
  record.ttl = reader.u32();
  record.rdata = reader.bytes(reader.u16());
  if (!reader.ok() || rr_class != static_cast<std::uint16_t>(dns::RrClass::in)) return false;
  at += owner->size() + reader.position();
  return true;
}

}  // namespace zonecast::zone
