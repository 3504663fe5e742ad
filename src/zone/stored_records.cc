// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/stored_records.h"

#include <algorithm>

#include "base/assert.h"
#include "dns/rdata.h"
#include "zone/block_reader.h"

namespace zonecast::zone {

bool StoredRecords::next() {
  if (empty()) return false;
  const base::ByteView body = block_->body();
  std::size_t at = at_;
  while (body[at] != 0 && body[at] < 0xC0) at += std::size_t{1} + body[at];
  at += body[at] == 0 ? 1 : 2;
  type_ = dns::RrType{base::load_u16(&body[at])};
  ttl_ = base::load_u32(&body[at + 4]);
  rdata_size_ = base::load_u16(&body[at + 8]);
  rdata_ = at + 10;
  at_ = rdata_ + rdata_size_;
  return true;
}

bool StoredRecords::has_names() const { return dns::compressible_rdata(type_).names > 0; }

std::size_t StoredRecords::expand_rdata(RdataBuffer& out) const {
  const base::ByteView body = block_->body();
  const auto layout = dns::compressible_rdata(type_);
  std::size_t at = rdata_ + layout.fixed;
  auto end = std::copy(body.begin() + static_cast<std::ptrdiff_t>(rdata_),
                       body.begin() + static_cast<std::ptrdiff_t>(at), out.begin());
  for (int i = 0; i < layout.names; ++i) {
    NameBuffer buffer;
    const base::ByteView name = expand_name(body, block_->base_offset(), at, buffer);
    end = std::ranges::copy(name, end).out;
  }
  const base::ByteView rest = body.subspan(at, at_ - at);  // the numbers of a SOA
  ZC_ASSERT(rest.size() <= 20);
  end = std::ranges::copy(rest, end).out;
  return static_cast<std::size_t>(end - out.begin());
}

}  // namespace zonecast::zone
