// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/checksum.h"

#include <bit>

namespace zonecast::zone {
namespace {

constexpr std::uint64_t prime1 = 0x9E37'79B1'85EB'CA87U;
constexpr std::uint64_t prime2 = 0xC2B2'AE3D'27D4'EB4FU;
constexpr std::uint64_t prime3 = 0x1656'67B1'9E37'79F9U;
constexpr std::uint64_t prime4 = 0x85EB'CA77'C2B2'AE63U;
constexpr std::uint64_t prime5 = 0x27D4'EB2F'1656'67C5U;

// The algorithm reads little-endian.
template <typename Number>
Number load(const std::uint8_t* p) {
  Number number;
  std::memcpy(&number, p, sizeof number);
  if constexpr (std::endian::native == std::endian::big) {
    if constexpr (sizeof number == 8) return __builtin_bswap64(number);
    return static_cast<Number>(__builtin_bswap32(static_cast<std::uint32_t>(number)));
  }
  return number;
}

std::uint64_t mix(std::uint64_t lane, std::uint64_t input) {
  return std::rotl(lane + input * prime2, 31) * prime1;
}

}  // namespace

std::uint64_t checksum(base::ByteView octets) {
  const auto* p = octets.data();
  auto left = octets.size();
  std::uint64_t hash = prime5;
  if (left >= 32) {
    std::uint64_t lanes[4] = {prime1 + prime2, prime2, 0, 0 - prime1};
    for (; left >= 32; left -= 32) {
      for (auto& lane : lanes) {
        lane = mix(lane, load<std::uint64_t>(p));
        p += 8;
      }
    }
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) +
           std::rotl(lanes[3], 18);
    for (const auto lane : lanes) hash = (hash ^ mix(0, lane)) * prime1 + prime4;
  }
  hash += octets.size();
  for (; left >= 8; left -= 8, p += 8) {
    hash = std::rotl(hash ^ mix(0, load<std::uint64_t>(p)), 27) * prime1 + prime4;
  }
  if (left >= 4) {
    hash = std::rotl(hash ^ load<std::uint32_t>(p) * prime1, 23) * prime2 + prime3;
    p += 4;
    left -= 4;
  }
  for (; left > 0; --left, ++p) hash = std::rotl(hash ^ *p * prime5, 11) * prime1;
  hash = (hash ^ hash >> 33) * prime2;
  hash = (hash ^ hash >> 29) * prime3;
  return hash ^ hash >> 32;
}

}  // namespace zonecast::zone
