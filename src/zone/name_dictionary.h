// SPDX-License-Identifier: GPL-3.0-or-later
// The names written into one body so far, for compression (RFC 1035 section 4.1.4), told apart by
// letter case (RFC 5936 section 3.4).
//
// A suffix is known by where it is written; it is found by its leftmost label and where the rest of
// it is written. So a name costs one probe per label, from the right, and no name is ever compared
// whole. Nothing at message offset 0x4000 or beyond is remembered: no pointer reaches it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "dns/name.h"

namespace zonecast::zone {

/// Where each label of a name starts, from the left. The root label is not among them.
struct LabelStarts {
  explicit LabelStarts(dns::NameView name);
  std::size_t count = 0;
  std::array<std::uint8_t, 128> at;
};

class NameDictionary {
 public:
  NameDictionary();

  /// Message offset of the longest known suffix of `name`, and how many labels stand before it;
  /// offset 0 when not even the last label is known. `body` is what has been written, from
  /// `base_offset` on.
  struct Match {
    std::size_t offset = 0;
    std::size_t labels_before = 0;
  };
  Match find(dns::NameView name, const LabelStarts& labels, const std::uint8_t* body,
             std::size_t base_offset) const;

  /// `name` was written at message offset `offset`: `match.labels_before` labels and then a pointer
  /// (or the root). Remembers its suffixes as far as pointers reach and room allows.
  void remember(dns::NameView name, const LabelStarts& labels, const Match& match,
                std::size_t offset);

  /// forget_since(mark) takes back what was remembered after mark().
  std::size_t mark() const { return used_.size(); }
  void forget_since(std::size_t mark);
  void clear() { forget_since(0); }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint16_t offset = 0;  // 0: empty; no name stands in the header
    std::uint16_t rest = 0;    // offset of the suffix without its leftmost label; 0: the root
  };
  // Most bodies are small zones; the table grows with those that are not.
  static constexpr std::size_t slot_count_min = 256;
  static constexpr std::size_t slot_count_max = 4096;
  static constexpr std::size_t used_max = slot_count_max * 3 / 4;

  void put(const Slot& slot);
  void grow();

  std::vector<Slot> slots_;
  std::vector<std::uint16_t> used_;  // in the order of use, so that the last can be taken back
};

}  // namespace zonecast::zone
