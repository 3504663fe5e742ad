// SPDX-License-Identifier: GPL-3.0-or-later
// One immutable version of a zone's contents.
//
// The first block opens a transfer: SOA, the other apex RRsets and, when everything fits one
// message, the whole zone. All further owners are in the indexed blocks, in canonical order: a
// directory of pages of up to 256 entries {8-byte key prefix, block}, shared page by page between
// versions.
#pragma once

#include <memory>
#include <optional>

#include "base/result.h"
#include "dns/record.h"
#include "zone/answer_block.h"
#include "zone/owner_cursor.h"

namespace zonecast::zone {

class BlockIndex;

class ZoneVersion {
 public:
  // Made by ZoneBuilder, revise() and decode_image() only.
  ~ZoneVersion();
  ZoneVersion(ZoneVersion&&) noexcept;
  ZoneVersion& operator=(ZoneVersion&&) noexcept;

  /// Spelled as in the SOA's owner.
  dns::NameView apex() const;
  dns::Serial serial() const;
  /// The SOA record, uncompressed: its RR octets as they close a transfer.
  base::ByteView closing_soa() const;
  dns::RecordView soa() const;

  std::uint64_t record_count() const;  // SOA counted once
  std::uint64_t body_octets() const;   // of all blocks
  std::size_t block_count() const;     // the first block included

  /// The block with SOA and apex, rendered at 12 + question length.
  const BlockRef& first_block() const;
  /// Block `i` in transfer order; 0 is the first block. Constant time but for a page search.
  const BlockRef& block(std::size_t i) const;

  /// The last block before block `end`, in transfer order, with an NSEC3 record in it.
  std::optional<std::size_t> last_block_with_nsec3(std::size_t end) const;

  /// The first owner that does not precede `name` (canonical order, the apex first of all);
  /// at_end() when all do. `name` must be within the apex.
  OwnerCursor seek(dns::NameView name) const;

  /// Every record: SOA first, then canonical order. Views live for the call; false stops.
  void for_each(const std::function<bool(const dns::RecordView&)>& receive) const;

  struct Parts;
  explicit ZoneVersion(std::unique_ptr<const Parts> parts);
  const Parts& parts() const { return *parts_; }

 private:
  std::unique_ptr<const Parts> parts_;
};
using ZoneVersionRef = std::shared_ptr<const ZoneVersion>;

/// The records of one RRset, or none when it does not exist. Owner compared without letter case.
std::vector<dns::Record> find_rrset(const ZoneVersion& version, dns::NameView owner,
                                    dns::RrType type);
/// All records of one owner; empty when the owner does not exist.
std::vector<dns::Record> find_owner(const ZoneVersion& version, dns::NameView owner);

}  // namespace zonecast::zone
