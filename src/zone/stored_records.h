// SPDX-License-Identifier: GPL-3.0-or-later
// Records as they stand in a block, names compressed. Walking over them costs next to nothing, so
// who looks for one RRset among many expands only that one.
#pragma once

#include <cstddef>

#include "dns/rr_type.h"
#include "zone/answer_block.h"

namespace zonecast::zone {

/// The records of one owner in one block. Borrows the block, which is trusted: it was checked when
/// it was made.
class StoredRecords {
 public:
  StoredRecords() = default;
  StoredRecords(const AnswerBlock& block, std::size_t begin, std::size_t end)
      : block_(&block), at_(begin), end_(end) {}

  bool empty() const { return at_ >= end_; }
  /// To the next record; false at the end.
  bool next();

  dns::RrType type() const { return type_; }
  std::uint32_t ttl() const { return ttl_; }
  /// RDATA as sent.
  base::ByteView stored_rdata() const { return block_->body().subspan(rdata_, rdata_size_); }
  /// Names in RDATA may be compressed: expanded_rdata() is needed.
  bool has_names() const;
  /// RDATA with its names expanded into `out`, which has room for any: returns its size.
  using RdataBuffer = std::array<std::uint8_t, 2 * dns::name_size_max + 20>;
  std::size_t expand_rdata(RdataBuffer& out) const;

 private:
  const AnswerBlock* block_ = nullptr;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::size_t rdata_ = 0;
  std::size_t rdata_size_ = 0;
  dns::RrType type_{};
  std::uint32_t ttl_ = 0;
};

}  // namespace zonecast::zone
