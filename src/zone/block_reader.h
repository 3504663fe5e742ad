// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the records of an answer section, names expanded, one after the other.
#pragma once

#include "dns/record.h"
#include "zone/answer_block.h"

namespace zonecast::zone {

/// Expands the name at `body_offset` of a body that starts at `base_offset` of its message. Moves
/// `body_offset` behind the name. Pointers must lead backwards and into the body. An empty view
/// when the name is malformed.
base::ByteView expand_name(base::ByteView body, std::size_t base_offset, std::size_t& body_offset,
                           NameBuffer& buffer);

/// Checks every octet it reads, so it serves for octets of unknown origin too: after next() gave
/// false, malformed() tells the end from a fault. One thread; the body must outlive it.
class BlockReader {
 public:
  BlockReader(base::ByteView body, std::size_t base_offset, std::size_t from = 0)
      : body_(body), base_offset_(base_offset), at_(from) {}
  explicit BlockReader(const AnswerBlock& block, std::size_t from = 0)
      : BlockReader(block.body(), block.base_offset(), from) {}
  BlockReader(const BlockReader&) = delete;
  BlockReader& operator=(const BlockReader&) = delete;

  /// To the next record; false at the end.
  bool next();
  /// Owner and expanded RDATA live until the next call of next(); other RDATA lives as long as the
  /// body.
  const dns::RecordView& record() const { return record_; }
  /// Body offset of the record.
  std::size_t offset() const { return record_offset_; }
  /// The owner is spelled by a pointer to the owner of the record before: certainly the same one.
  bool owner_repeated() const { return owner_repeated_; }
  /// RDATA was expanded into the reader's own memory.
  bool rdata_expanded() const { return rdata_expanded_; }
  bool malformed() const { return malformed_; }

 private:
  bool read_owner();
  bool read_rdata(std::size_t size);

  base::ByteView body_;
  std::size_t base_offset_;
  std::size_t at_;
  std::size_t record_offset_ = 0;
  std::size_t owner_position_ = 0;  // in the message, where the current owner was last spelled out
  std::size_t owner_pointer_ = 0;   // where that spelling points, when it is a pointer alone
  bool owner_repeated_ = false;
  bool rdata_expanded_ = false;
  bool malformed_ = false;
  dns::RecordView record_;
  NameBuffer owner_;
  NameBuffer name_;
  base::Bytes rdata_;
};

}  // namespace zonecast::zone
