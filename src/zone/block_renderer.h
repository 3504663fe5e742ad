// SPDX-License-Identifier: GPL-3.0-or-later
// Renders the answer section of one message into an AnswerBlock.
#pragma once

#include <vector>

#include "dns/message.h"
#include "dns/record.h"
#include "zone/answer_block.h"
#include "zone/name_dictionary.h"

namespace zonecast::zone {

/// One thread. Reuse one for many blocks. Records come in whatever order the caller wants them
/// sent.
class BlockRenderer {
 public:
  explicit BlockRenderer(std::size_t base_offset = dns::header_size);

  /// Forgets everything; the next body starts at `base_offset` of its message.
  void reset(std::size_t base_offset);
  void add(const dns::RecordView& record);

  /// Octets of body so far.
  std::size_t size() const { return size_; }
  std::uint16_t record_count() const { return record_count_; }
  bool empty() const { return record_count_ == 0; }

  /// rewind() takes back all records added since mark().
  struct Mark {
    std::size_t size = 0;
    std::size_t names = 0;
    std::size_t owners = 0;
    std::uint16_t record_count = 0;
  };
  Mark mark() const;
  void rewind(const Mark& mark);

  /// The block; the renderer keeps its state until reset(). With ZC_VERIFY_BLOCKS the block is read
  /// back and compared with what was added.
  BlockRef finish() const;

 private:
  void put_name(dns::NameView name);
  void put_owner(dns::NameView owner);
  std::size_t pointer_to(std::size_t name_at) const;  // 0: none
  void put_rdata(const dns::RecordView& record);
  void put(base::ByteView octets);
  void put_u16(std::size_t value);

  std::size_t base_offset_;
  std::size_t size_ = 0;
  std::uint16_t record_count_ = 0;
  base::Bytes body_;  // always larger than size_ by what one record can take
  NameDictionary names_;
  std::vector<std::uint16_t> owner_offsets_;
  NameBuffer owner_;            // of the record before
  std::size_t owner_size_ = 0;  // 0: no record before
  std::size_t owner_pointer_ = 0;
#ifdef ZC_VERIFY_BLOCKS
  std::vector<dns::Record> added_;
#endif
};

}  // namespace zonecast::zone
