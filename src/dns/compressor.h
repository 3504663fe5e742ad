// SPDX-License-Identifier: GPL-3.0-or-later
// Name compression (RFC 1035 section 4.1.4) that keeps letter case: a pointer is written only to
// labels that are spelled the same (RFC 5936 section 3.4). Pointers reach offsets below 0x4000.
//
// A suffix is known by its first label and by where the rest of it stands; so a name is looked up
// label by label from the right, with one probe of the table for each, and no suffix is ever hashed
// twice.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "dns/name.h"

namespace zonecast::dns {

/// One thread. Costs what is put, not what the table holds: a reused compressor clears only what it
/// used.
class Compressor {
 public:
  Compressor();

  /// Forgets all names. `base` is the message offset of the first octet of the output.
  void reset(std::size_t base = 0);

  /// Appends `name` to `out`, as a pointer as far as it can be, and remembers its suffixes.
  void put(base::Bytes& out, NameView name);
  /// Remembers the suffixes of `name`, which stands uncompressed at `at` in `out`.
  void learn(const base::Bytes& out, NameView name, std::size_t at);

  /// Forgets what was put at `size` octets of output or behind: the caller takes that back.
  void rewind(std::size_t size);

 private:
  struct Entry {
    std::uint16_t offset;  // message offset of the label; 0 is an empty slot
    std::uint16_t parent;  // message offset of the next label; 0 is the root
    std::uint16_t hash;
  };

  std::uint16_t find(const base::Bytes& out, const std::uint8_t* label, std::uint16_t parent) const;
  void insert(const std::uint8_t* label, std::uint16_t parent, std::size_t offset);
  void grow();

  std::vector<Entry> table_;         // open addressing, linear probes, a power of two in size
  std::vector<std::uint16_t> used_;  // slots in the order they were filled
  std::size_t base_ = 0;
  std::uint16_t last_offset_ = 0;  // where the name put last begins, as a whole; 0: nowhere
  std::uint8_t last_size_ = 0;     // its uncompressed octets
  std::uint8_t last_name_[name_size_max];
};

}  // namespace zonecast::dns
