// SPDX-License-Identifier: GPL-3.0-or-later
// Records read out of blocks, held together while they are changed and rendered again.
#pragma once

#include <memory_resource>
#include <span>
#include <vector>

#include "dns/record.h"
#include "zone/answer_block.h"

namespace zonecast::zone {

/// Views into the blocks they came from (which must outlive it) and into memory of its own. One
/// thread.
class RecordStore {
 public:
  RecordStore() : arena_(std::size_t{16} * 1024) {}
  RecordStore(const RecordStore&) = delete;
  RecordStore& operator=(const RecordStore&) = delete;

  /// Appends the block's records from body offset `from` on.
  void append(const AnswerBlock& block, std::size_t from = 0);

  std::span<const dns::RecordView> records() const { return records_; }

 private:
  base::ByteView keep(base::ByteView octets);

  std::pmr::monotonic_buffer_resource arena_;
  std::vector<dns::RecordView> records_;
};

/// The records at the front of `records`, which is in canonical order, that have one owner.
std::span<const dns::RecordView> first_owner(std::span<const dns::RecordView> records);

}  // namespace zonecast::zone
