// SPDX-License-Identifier: GPL-3.0-or-later
// Hashed owner names (RFC 5155 section 5).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "dns/name.h"

namespace zonecast::zone {

inline constexpr std::size_t nsec3_hash_size = 20;   // SHA-1, the only algorithm there is
inline constexpr std::size_t nsec3_label_size = 32;  // the hash in base32hex

using Nsec3Hash = std::array<std::uint8_t, nsec3_hash_size>;

/// SHA-1 of the name in lower case and the salt, then `iterations` times more of the result and the
/// salt. Thread-safe.
Nsec3Hash nsec3_hash(dns::NameView name, base::ByteView salt, std::uint16_t iterations);

/// The hash as NSEC3 owner names show it: base32hex without padding (RFC 4648 section 7), lower
/// case.
std::array<char, nsec3_label_size> to_base32hex(const Nsec3Hash& hash);

}  // namespace zonecast::zone
