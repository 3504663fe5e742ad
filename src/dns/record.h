// SPDX-License-Identifier: GPL-3.0-or-later
// One resource record of class IN with uncompressed RDATA.
#pragma once

#include <cstdint>

#include "dns/name.h"
#include "dns/rr_type.h"
#include "dns/serial.h"

namespace zonecast::dns {

/// Borrowed.
struct RecordView {
  NameView owner;
  RrType type{};
  std::uint32_t ttl = 0;  // seconds, at most 2^31 - 1
  base::ByteView rdata;   // at most 65,535 octets
};

struct Record {
  Name owner;
  RrType type{};
  std::uint32_t ttl = 0;
  base::Bytes rdata;

  Record() = default;
  Record(Name o, RrType t, std::uint32_t seconds, base::Bytes data)
      : owner(std::move(o)), type(t), ttl(seconds), rdata(std::move(data)) {}
  explicit Record(const RecordView& view)
      : owner(view.owner),
        type(view.type),
        ttl(view.ttl),
        rdata(view.rdata.begin(), view.rdata.end()) {}
  RecordView view() const { return {owner, type, ttl, rdata}; }
};

/// Owner, type, TTL and RDATA the same octet for octet, letter case of names included.
bool identical(const RecordView& a, const RecordView& b);

/// SOA RDATA taken apart (RFC 1035 section 3.3.13). Names borrow.
struct SoaView {
  NameView mname;
  NameView rname;
  Serial serial{0};
  std::uint32_t refresh = 0, retry = 0, expire = 0, minimum = 0;  // seconds
};
base::Result<SoaView> parse_soa(base::ByteView rdata);
base::Bytes make_soa(const SoaView& soa);
/// Puts another serial into SOA RDATA (the 20 octets from its end hold the numbers).
void set_soa_serial(std::span<std::uint8_t> rdata, Serial serial);

}  // namespace zonecast::dns
