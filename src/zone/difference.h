// SPDX-License-Identifier: GPL-3.0-or-later
// A committed change of a zone: RFC 1995's difference sequence. Deletions under the old SOA,
// additions under the new one, as uncompressed records.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "dns/record.h"
#include "zone/zone_change.h"

namespace zonecast::zone {

/// Immutable. Holds its encoded form: the same octets in the change log and, between SOAs, on the
/// wire.
class Difference {
 public:
  /// `old_soa` and `new_soa` carry the serials; deletions and additions are put in canonical order.
  Difference(const dns::RecordView& old_soa, const dns::RecordView& new_soa,
             const ZoneChange& change);

  dns::Serial from() const { return from_; }
  dns::Serial to() const { return to_; }
  dns::RecordView old_soa() const;
  dns::RecordView new_soa() const;
  std::uint32_t deletion_count() const { return deletion_count_; }
  std::uint32_t addition_count() const { return addition_count_; }

  void for_each_deletion(const std::function<void(const dns::RecordView&)>& receive) const;
  void for_each_addition(const std::function<void(const dns::RecordView&)>& receive) const;

  /// The sequence as it travels: old SOA, deletions, new SOA, additions, as uncompressed RRs.
  base::ByteView sequence() const;

  /// docs/block-format.md. encode() is free; decode() checks everything it reads.
  base::ByteView encoded() const { return encoded_; }
  static base::Result<Difference> decode(base::Bytes encoded);

 private:
  Difference() = default;
  dns::RecordView record_at(std::size_t& offset) const;
  base::Bytes encoded_;
  dns::Serial from_{0};
  dns::Serial to_{0};
  std::uint32_t deletion_count_ = 0;
  std::uint32_t addition_count_ = 0;
  std::size_t new_soa_offset_ = 0;
};
using DifferenceRef = std::shared_ptr<const Difference>;

}  // namespace zonecast::zone
