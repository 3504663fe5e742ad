// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/sort_prefix.h"

#include <array>
#include <cstring>

namespace zonecast::zone {

void write_sort_prefix(dns::NameView name, dns::NameView apex, std::uint8_t* out,
                       std::size_t size) {
  const auto* wire = name.wire().data();
  const std::size_t below_apex = name.size() - apex.size();
  std::array<std::uint8_t, 128> starts;
  std::size_t count = 0;
  for (std::size_t i = 0; i < below_apex; i += std::size_t{1} + wire[i]) {
    starts[count++] = static_cast<std::uint8_t>(i);
  }
  auto* const end = out + size;
  while (count > 0 && out < end) {
    const auto* label = wire + starts[--count];
    const auto* const label_end = label + 1 + label[0];
    for (++label; label < label_end && out < end; ++label) {
      std::uint8_t octet = *label;
      if (octet <= 1) {  // 0 ends a label, so 0 and 1 are spelled 1 1 and 1 2
        *out++ = 1;
        if (out == end) return;
        ++octet;
      } else if (octet >= 'A' && octet <= 'Z') {
        octet |= 0x20U;
      }
      *out++ = octet;
    }
    if (out < end) *out++ = 0;
  }
  std::memset(out, 0, static_cast<std::size_t>(end - out));
}

}  // namespace zonecast::zone
