// SPDX-License-Identifier: GPL-3.0-or-later
// Zone serial numbers (RFC 1982). A serial is not an integer: the order is partial, and zero is a
// serial like any other.
#pragma once

#include <cstdint>

namespace zonecast::dns {

class Serial {
 public:
  constexpr explicit Serial(std::uint32_t value) : value_(value) {}
  constexpr std::uint32_t value() const { return value_; }

  /// RFC 1982 section 3.2. Two serials 2^31 apart precede each other in neither direction.
  constexpr bool precedes(Serial other) const {
    const std::uint32_t ahead = other.value_ - value_;
    return ahead != 0 && ahead < 0x8000'0000U;
  }
  constexpr bool follows(Serial other) const { return other.precedes(*this); }
  /// RFC 1982 section 3.1; `by` is at most 2^31 - 1.
  constexpr Serial plus(std::uint32_t by) const { return Serial(value_ + by); }

  friend constexpr bool operator==(Serial, Serial) = default;

 private:
  std::uint32_t value_;
};

}  // namespace zonecast::dns
