// SPDX-License-Identifier: GPL-3.0-or-later
// Movement over the owner names of a version.
#pragma once

#include <cstddef>
#include <functional>

#include "dns/record.h"
#include "zone/answer_block.h"
#include "zone/stored_records.h"

namespace zonecast::zone {

class ZoneVersion;

/// Stands on one owner name of a version and moves over owners in canonical order. An owner cut
/// over several blocks is one owner. Borrows the version; one thread.
class OwnerCursor {
 public:
  bool at_end() const;
  /// Must not be at_end().
  dns::NameView owner() const { return dns::NameView::trusted({owner_.data(), owner_size_}); }
  void advance();
  /// To the previous owner; false (and unmoved) when there is none. From at_end() to the last.
  bool retreat();
  /// To the last owner before this one that has an NSEC3 record; false (and unmoved) when there is
  /// none. However many others stand between, it looks into two blocks.
  bool retreat_to_nsec3();
  /// The owner's records, SOA included at the apex, types ascending. Views live for the call.
  void for_each_record(const std::function<bool(const dns::RecordView&)>& receive) const;

  /// The octets of the owner's records in its block at `part` 0, 1, …; empty when there are no
  /// more. Nearly always one. Views live as long as the version.
  StoredRecords stored_records(std::size_t part) const;

 private:
  friend class ZoneVersion;
  explicit OwnerCursor(const ZoneVersion& version) : version_(&version) { owner_[0] = 0; }
  void load();
  bool has_nsec3() const;
  const ZoneVersion* version_;
  std::size_t block_ = 0;        // index in transfer order
  std::size_t owner_index_ = 0;  // in the block's owner_offsets()
  std::uint8_t owner_size_ = 1;
  NameBuffer owner_;  // not a Name: seeking must not allocate
};

}  // namespace zonecast::zone
