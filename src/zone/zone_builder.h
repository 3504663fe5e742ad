// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the first version of a zone from records in any order.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "zone/zone_version.h"

namespace zonecast::zone {

/// Why contents cannot be served or transferred, told with the record.
struct ContentsError {
  std::string message;     // "www.example.org. CNAME: other data stands beside it (A)"
  std::uint64_t line = 0;  // of the zone file, when known
};

/// Collects records (packed, 13 octets of overhead each), sorts, validates and renders. Duplicates
/// are dropped; of two spellings of an owner the first wins, at the apex that of the SOA. One
/// thread.
class ZoneBuilder {
 public:
  explicit ZoneBuilder(dns::NameView apex, const BlockLimits& limits = {});
  ~ZoneBuilder();
  ZoneBuilder(ZoneBuilder&&) noexcept;
  ZoneBuilder& operator=(ZoneBuilder&&) noexcept;

  /// Refuses at once what is wrong with the record alone: out of zone, meta type, bad RDATA, too
  /// large for a signed message, a second different SOA. After an error the builder is as before.
  base::Result<void, ContentsError> add(const dns::RecordView& record, std::uint64_t line = 0);
  std::uint64_t record_count() const;
  /// The SOA given so far.
  std::optional<dns::Record> soa() const;
  /// Replaces the SOA (for a drawn serial).
  void set_soa(const dns::RecordView& soa);

  /// Validates the whole (SOA, NS at the apex, CNAME and DNAME rules) and renders. The builder is
  /// empty afterwards. RRs of an RRset with different TTLs get the lowest (RFC 2181 section 5.2).
  base::Result<ZoneVersion, ContentsError> build();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zonecast::zone
