// SPDX-License-Identifier: GPL-3.0-or-later
// Builds one message, or the answer section of one, within a size limit, compressing names case-
// sensitively against names already written (RFC 1035 section 4.1.4; letter case as RFC 5936
// section 3.4 advises). RDATA names are compressed in the types of RFC 1035 only (RFC 3597 section
// 4).
#pragma once

#include "dns/compressor.h"
#include "dns/message.h"
#include "dns/record.h"

namespace zonecast::dns {

enum class Section : std::uint8_t { answer, authority, additional };

/// One thread. Reuse one writer for many messages: reset() keeps the memory.
class MessageWriter {
 public:
  /// `size_max`: octets the whole message may take, TSIG and OPT included (reserve() them first).
  explicit MessageWriter(std::size_t size_max = message_size_max);

  void reset(std::size_t size_max);
  /// Octets kept free for what is appended last.
  void reserve(std::size_t octets);

  /// Header first; counts are filled in by finish().
  void start(const Header& header);
  void question(const Question& question);
  /// Adds a record, or leaves the message as it was and returns false when it does not fit.
  /// Sections must come in order.
  bool add(Section section, const RecordView& record);
  /// Adds all of an RRset or nothing (RFC 2181 section 9).
  bool add_rrset(Section section, std::span<const RecordView> records);
  /// Appends OPT (RFC 6891); the reserve for it is given back. `rcode` supplies the extended bits.
  void opt(const Edns& edns, Rcode rcode);

  /// For records that already are in their section: everything behind `mark()` can be taken back.
  struct Mark {
    std::size_t size;
    std::uint16_t counts[3];
  };
  Mark mark() const;
  void rewind(const Mark& mark);

  std::uint16_t count(Section section) const;
  std::size_t size() const { return wire_.size(); }
  std::size_t room() const;
  /// Sets header counts, flags and RCODE; the view lives until the next reset().
  base::ByteView finish();
  Header& header() { return header_; }
  /// The octets so far, for signing in place: a TSIG RR may be appended and ARCOUNT raised by one.
  base::Bytes& wire() { return wire_; }

 private:
  void put_rdata(const RecordView& record);

  base::Bytes wire_;
  Compressor names_;
  Header header_;
  std::size_t size_max_;
  std::size_t reserved_ = 0;
  std::uint16_t counts_[3] = {0, 0, 0};
};

}  // namespace zonecast::dns
