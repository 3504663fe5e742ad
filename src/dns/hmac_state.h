// SPDX-License-Identifier: GPL-3.0-or-later
// HMAC (RFC 2104) with its key worked in: what libipsec-mb starts from.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "dns/tsig_algorithm.h"

namespace zonecast::dns {

/// The digest's chaining values after the one block of the inner and of the outer key, as words in
/// the machine's order. As secret as the key.
struct HmacState {
  alignas(16) std::array<std::uint8_t, 64> inner{};
  alignas(16) std::array<std::uint8_t, 64> outer{};
};

/// Nothing for MD5.
std::optional<HmacState> hmac_state(TsigAlgorithm algorithm, base::ByteView secret);

}  // namespace zonecast::dns
