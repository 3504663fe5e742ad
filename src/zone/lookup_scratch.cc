// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/lookup_scratch.h"

#include <algorithm>
#include <cstring>

namespace zonecast::zone {

base::ByteView LookupScratch::copy(base::ByteView octets) {
  if (octets.empty()) return {};
  auto* at = static_cast<std::uint8_t*>(arena_.allocate(octets.size(), 1));
  std::memcpy(at, octets.data(), octets.size());
  return {at, octets.size()};
}

dns::NameView LookupScratch::copy(dns::NameView name) {
  return dns::NameView::trusted(copy(name.wire()));
}

std::span<dns::RecordView> LookupScratch::copy(std::span<const dns::RecordView> records) {
  if (records.empty()) return {};
  auto* at = static_cast<dns::RecordView*>(
      arena_.allocate(records.size_bytes(), alignof(dns::RecordView)));
  std::uninitialized_copy(records.begin(), records.end(), at);
  return {at, records.size()};
}

}  // namespace zonecast::zone
