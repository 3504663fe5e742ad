// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/name_dictionary.h"

#include <cstring>

namespace zonecast::zone {
namespace {

constexpr std::size_t pointer_reach = 0x4000;
constexpr std::uint64_t multiplier = 0x9E37'79B9'7F4A'7C15U;

// `label` starts with its length octet.
std::uint32_t hash_of(const std::uint8_t* label, std::size_t rest) {
  std::size_t size = std::size_t{1} + label[0];
  std::uint64_t hash = (rest + 1) * multiplier;
  std::uint64_t lane = 0;
  for (; size >= 8; size -= 8, label += 8) {
    std::memcpy(&lane, label, 8);
    hash = (hash ^ lane) * multiplier;
    hash ^= hash >> 29;
  }
  lane = 0;
  for (std::size_t i = 0; i < size; ++i) lane = lane << 8 | label[i];
  hash = (hash ^ lane) * multiplier;
  return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

LabelStarts::LabelStarts(dns::NameView name) {
  const auto wire = name.wire();
  for (std::size_t i = 0; wire[i] != 0; i += std::size_t{1} + wire[i]) {
    at[count++] = static_cast<std::uint8_t>(i);
  }
}

NameDictionary::NameDictionary() : slots_(slot_count_min) {}

NameDictionary::Match NameDictionary::find(dns::NameView name, const LabelStarts& labels,
                                           const std::uint8_t* body,
                                           std::size_t base_offset) const {
  const auto* wire = name.wire().data();
  const std::size_t mask = slots_.size() - 1;
  Match match{0, labels.count};
  while (match.labels_before > 0) {
    const auto* label = wire + labels.at[match.labels_before - 1];
    const auto hash = hash_of(label, match.offset);
    std::size_t i = hash & mask;
    for (; slots_[i].offset != 0; i = (i + 1) & mask) {
      const auto& slot = slots_[i];
      if (slot.hash == hash && slot.rest == match.offset &&
          std::memcmp(body + slot.offset - base_offset, label, std::size_t{1} + label[0]) == 0) {
        break;
      }
    }
    if (slots_[i].offset == 0) break;
    match.offset = slots_[i].offset;
    --match.labels_before;
  }
  return match;
}

void NameDictionary::remember(dns::NameView name, const LabelStarts& labels, const Match& match,
                              std::size_t offset) {
  const auto* wire = name.wire().data();
  std::size_t rest = match.offset;
  for (std::size_t before = match.labels_before; before > 0; --before) {
    const auto start = labels.at[before - 1];
    // Once one suffix is out of reach, longer ones have nothing to be found by.
    if (offset + start >= pointer_reach || used_.size() == used_max) return;
    if (used_.size() == slots_.size() * 3 / 4) grow();
    put({hash_of(wire + start, rest), static_cast<std::uint16_t>(offset + start),
         static_cast<std::uint16_t>(rest)});
    rest = offset + start;
  }
}

void NameDictionary::put(const Slot& slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = slot.hash & mask;
  while (slots_[i].offset != 0) i = (i + 1) & mask;
  slots_[i] = slot;
  used_.push_back(static_cast<std::uint16_t>(i));
}

void NameDictionary::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  std::vector<std::uint16_t> order;
  order.reserve(slots_.size() * 3 / 4);
  order.swap(used_);
  for (const auto i : order) put(old[i]);  // in the order of use, as forget_since() wants it
}

void NameDictionary::forget_since(std::size_t mark) {
  // Backwards, so that each probe sequence is as it was before the slot was taken.
  while (used_.size() > mark) {
    slots_[used_.back()].offset = 0;
    used_.pop_back();
  }
}

}  // namespace zonecast::zone
