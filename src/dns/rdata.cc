// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/rdata.h"

#include <algorithm>

#include "dns/rdata_layout.h"

namespace zonecast::dns {

namespace {

struct Region {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Where the names that are compared without letter case stand; they adjoin in every type that has
/// two.
Region case_blind_region(RrType type, base::ByteView rdata) {
  if (rdata_names(type) == RdataNames::none) return {};
  base::ByteReader reader(rdata);
  Region region;
  for (const char field : rdata_layout(type)) {
    if (field == 'n' && region.begin == region.end) region.begin = reader.position();
    if (field != 'n' && region.begin != region.end) break;
    if (!skip_field(field, reader)) return {};
    if (field == 'n') region.end = reader.position();
  }
  return region;
}

std::uint8_t lower(std::uint8_t octet) {
  return static_cast<std::uint8_t>(octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet);
}

}  // namespace

CompressibleRdata compressible_rdata(RrType type) {
  if (rdata_names(type) != RdataNames::compressible) return {};
  if (type == RrType::mx) return {.fixed = 2, .names = 1};
  return {.fixed = 0,
          .names = static_cast<std::uint8_t>(rdata_layout(type).starts_with("nn") ? 2 : 1)};
}

// As long as two RDATA are equal without regard to case, their names stand at the same places: the
// place of a name follows from the octets before its end. So the places in `a` serve for both.
std::strong_ordering compare_rdata(RrType type, base::ByteView a, base::ByteView b) {
  const std::size_t common = std::min(a.size(), b.size());
  const Region names = case_blind_region(type, a);
  for (std::size_t i = 0; i < common; ++i) {
    if (a[i] == b[i]) continue;
    const bool fold = i >= names.begin && i < names.end;
    const std::uint8_t x = fold ? lower(a[i]) : a[i];
    const std::uint8_t y = fold ? lower(b[i]) : b[i];
    if (x != y) return x <=> y;
  }
  return a.size() <=> b.size();
}

NameView rdata_target(RrType type, base::ByteView rdata) {
  std::size_t at = 0;
  switch (type) {
    case RrType::ns:
      break;
    case RrType::mx:
      at = 2;
      break;
    case RrType::srv:
      at = 6;
      break;
    default:
      return {};
  }
  if (rdata.size() <= at) return {};
  return NameView::parse_prefix(rdata.subspan(at)).value_or(NameView());
}

}  // namespace zonecast::dns
