// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <sys/random.h>

#include <cstring>

#include "base/assert.h"

namespace zonecast::base {

std::uint16_t Random::u16() {
  std::uint8_t octets[2];
  fill(octets);
  return static_cast<std::uint16_t>(octets[0] << 8 | octets[1]);
}

std::uint64_t Random::u64() {
  std::uint64_t value = 0;
  std::uint8_t octets[sizeof value];
  fill(octets);
  std::memcpy(&value, octets, sizeof value);
  return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
  ZC_ASSERT(bound > 0);
  // Values past the last whole multiple of `bound` would favour the small ones.
  const std::uint64_t limit = ~std::uint64_t{0} - ~std::uint64_t{0} % bound;
  std::uint64_t value = u64();
  while (value >= limit) value = u64();
  return value % bound;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0) continue;  // interrupted before the pool was ready
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  // SplitMix64: one addition and two multiplications per eight octets.
  for (std::size_t i = 0; i < out.size();) {
    constexpr std::uint64_t step = 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_.fetch_add(step, std::memory_order_relaxed) + step;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    z ^= z >> 31;
    for (int b = 0; b < 8 && i < out.size(); ++b, ++i)
      out[i] = static_cast<std::uint8_t>(z >> (8 * b));
  }
}

}  // namespace zonecast::base
