// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/compressor.h"

#include <array>
#include <cstring>

namespace zonecast::dns {

namespace {

constexpr std::size_t pointer_limit = 0x4000;
constexpr std::size_t first_table_size = 64;

std::uint16_t hash_of(const std::uint8_t* label, std::uint16_t parent) {
  std::size_t size = std::size_t{1} + label[0];
  std::uint64_t hash = (parent + std::uint64_t{1}) * 0x9e37'79b9'7f4a'7c15ULL;
  const auto mix = [&hash](const std::uint8_t* data, std::size_t octets) {
    std::uint64_t word = 0;
    std::memcpy(&word, data, octets);
    hash = (hash ^ word) * 0xff51'afd7'ed55'8ccdULL;
    hash ^= hash >> 32;
  };
  for (; size >= 8; label += 8, size -= 8) mix(label, 8);
  if (size > 0) mix(label, size);
  return static_cast<std::uint16_t>(hash >> 16 ^ hash);
}

bool same_label(const std::uint8_t* a, const std::uint8_t* b) {
  return a[0] == b[0] && std::memcmp(a + 1, b + 1, a[0]) == 0;
}

struct LabelStarts {
  std::array<std::uint8_t, 128> at;
  std::size_t count = 0;
  explicit LabelStarts(base::ByteView wire) {
    for (std::size_t i = 0; wire[i] != 0; i += std::size_t{1} + wire[i]) {
      at[count++] = static_cast<std::uint8_t>(i);
    }
  }
};

}  // namespace

Compressor::Compressor() : table_(first_table_size, Entry{}) {}

void Compressor::reset(std::size_t base) {
  for (const std::uint16_t slot : used_) table_[slot] = Entry{};
  used_.clear();
  base_ = base;
  last_offset_ = 0;
}

std::uint16_t Compressor::find(const base::Bytes& out, const std::uint8_t* label,
                               std::uint16_t parent) const {
  const std::uint16_t hash = hash_of(label, parent);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
    const Entry& entry = table_[slot];
    if (entry.offset == 0) return 0;
    if (entry.hash == hash && entry.parent == parent &&
        same_label(&out[entry.offset - base_], label)) {
      return entry.offset;
    }
  }
}

void Compressor::insert(const std::uint8_t* label, std::uint16_t parent, std::size_t offset) {
  if (used_.size() * 2 >= table_.size()) grow();
  const std::uint16_t hash = hash_of(label, parent);
  const std::size_t mask = table_.size() - 1;
  std::size_t slot = hash & mask;
  while (table_[slot].offset != 0) slot = (slot + 1) & mask;
  table_[slot] = {static_cast<std::uint16_t>(offset), parent, hash};
  used_.push_back(static_cast<std::uint16_t>(slot));
}

// Labels below 0x4000 are at most 8,192, so the table ends at 16,384 slots and a slot fits 16 bits.
void Compressor::grow() {
  std::vector<Entry> bigger(table_.size() * 2, Entry{});
  const std::size_t mask = bigger.size() - 1;
  for (std::uint16_t& place : used_) {
    const Entry& entry = table_[place];
    std::size_t slot = entry.hash & mask;
    while (bigger[slot].offset != 0) slot = (slot + 1) & mask;
    bigger[slot] = entry;
    place = static_cast<std::uint16_t>(slot);
  }
  table_.swap(bigger);
}

void Compressor::put(base::Bytes& out, NameView name) {
  const base::ByteView wire = name.wire();
  if (name.is_root()) {
    out.push_back(0);
    return;
  }
  // Neighbouring records mostly share their owner.
  if (last_offset_ != 0 && last_size_ == wire.size() &&
      std::memcmp(last_name_, wire.data(), wire.size()) == 0) {
    base::append_u16(out, static_cast<std::uint16_t>(0xc000U | last_offset_));
    return;
  }
  const LabelStarts labels(wire);
  std::uint16_t parent = 0;
  std::size_t unknown = labels.count;  // labels at the front that are not known with what follows
  while (unknown > 0) {
    const std::uint16_t offset = find(out, &wire[labels.at[unknown - 1]], parent);
    if (offset == 0) break;
    parent = offset;
    --unknown;
  }
  const std::size_t start = base_ + out.size();
  const std::size_t literal = unknown == labels.count ? wire.size() - 1 : labels.at[unknown];
  const std::size_t at = out.size();
  out.resize(at + literal + (parent != 0 ? 2 : 1));
  std::memcpy(&out[at], wire.data(), literal);
  if (parent != 0) {
    base::store_u16(&out[at + literal], static_cast<std::uint16_t>(0xc000U | parent));
  } else {
    out[at + literal] = 0;
  }
  while (unknown > 0) {
    const std::size_t offset = start + labels.at[unknown - 1];
    // Behind the reach of pointers, or where 0 would mean nowhere; labels before it would hang in
    // the air.
    if (offset >= pointer_limit || offset == 0) break;
    insert(&wire[labels.at[unknown - 1]], parent, offset);
    parent = static_cast<std::uint16_t>(offset);
    --unknown;
  }
  last_offset_ = unknown == 0 ? parent : std::uint16_t{0};
  last_size_ = static_cast<std::uint8_t>(wire.size());
  std::memcpy(last_name_, wire.data(), wire.size());
}

void Compressor::learn(const base::Bytes& out, NameView name, std::size_t at) {
  const base::ByteView wire = name.wire();
  const LabelStarts labels(wire);
  std::uint16_t parent = 0;
  for (std::size_t i = labels.count; i-- > 0;) {
    const std::uint8_t* label = &wire[labels.at[i]];
    std::uint16_t offset = find(out, label, parent);
    if (offset == 0) {
      const std::size_t here = base_ + at + labels.at[i];
      if (here >= pointer_limit || here == 0) return;
      offset = static_cast<std::uint16_t>(here);
      insert(label, parent, here);
    }
    parent = offset;
  }
}

void Compressor::rewind(std::size_t size) {
  const std::size_t offset = base_ + size;
  // Taking entries back in reverse order leaves the table as it was: no probe has gone past them
  // since.
  while (!used_.empty() && table_[used_.back()].offset >= offset) {
    table_[used_.back()] = Entry{};
    used_.pop_back();
  }
  if (last_offset_ >= offset) last_offset_ = 0;
}

}  // namespace zonecast::dns
