// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/record.h"

#include "base/assert.h"

namespace zonecast::dns {

namespace {
constexpr std::size_t soa_numbers_size = 20;  // serial, refresh, retry, expire, minimum
}

bool identical(const RecordView& a, const RecordView& b) {
  return a.type == b.type && a.ttl == b.ttl && a.owner.same_spelling(b.owner) &&
         base::equal(a.rdata, b.rdata);
}

base::Result<SoaView> parse_soa(base::ByteView rdata) {
  SoaView soa;
  const auto mname = NameView::parse_prefix(rdata);
  if (!mname) return std::unexpected(mname.error());
  const auto rname = NameView::parse_prefix(rdata.subspan(mname->size()));
  if (!rname) return std::unexpected(rname.error());
  const base::ByteView numbers = rdata.subspan(mname->size() + rname->size());
  if (numbers.size() != soa_numbers_size)
    return base::failure("the SOA does not end after its numbers");
  soa.mname = *mname;
  soa.rname = *rname;
  soa.serial = Serial(base::load_u32(&numbers[0]));
  soa.refresh = base::load_u32(&numbers[4]);
  soa.retry = base::load_u32(&numbers[8]);
  soa.expire = base::load_u32(&numbers[12]);
  soa.minimum = base::load_u32(&numbers[16]);
  return soa;
}

base::Bytes make_soa(const SoaView& soa) {
  base::Bytes rdata;
  rdata.reserve(soa.mname.size() + soa.rname.size() + soa_numbers_size);
  base::append(rdata, soa.mname.wire());
  base::append(rdata, soa.rname.wire());
  base::append_u32(rdata, soa.serial.value());
  base::append_u32(rdata, soa.refresh);
  base::append_u32(rdata, soa.retry);
  base::append_u32(rdata, soa.expire);
  base::append_u32(rdata, soa.minimum);
  return rdata;
}

void set_soa_serial(std::span<std::uint8_t> rdata, Serial serial) {
  ZC_ASSERT(rdata.size() >= 2 + soa_numbers_size);
  base::store_u32(&rdata[rdata.size() - soa_numbers_size], serial.value());
}

}  // namespace zonecast::dns
