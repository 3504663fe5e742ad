// SPDX-License-Identifier: GPL-3.0-or-later
// The algorithms of RFC 8945 section 6 and their names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dns/name.h"

namespace zonecast::dns {

enum class TsigAlgorithm : std::uint8_t {
  hmac_md5,
  hmac_sha1,
  hmac_sha224,
  hmac_sha256,
  hmac_sha384,
  hmac_sha512
};
inline constexpr std::size_t tsig_algorithm_count = 6;

/// "hmac-sha256"; hmac_md5 is "hmac-md5".
std::string to_text(TsigAlgorithm algorithm);
/// Any case, final dot or not; "hmac-md5.sig-alg.reg.int" too.
std::optional<TsigAlgorithm> tsig_algorithm_from_text(std::string_view text);
/// The name on the wire (hmac-md5.sig-alg.reg.int. for MD5).
NameView wire_name(TsigAlgorithm algorithm);
std::size_t mac_size(TsigAlgorithm algorithm);  // octets, untruncated
/// The digest, as OpenSSL names it.
const char* digest_name(TsigAlgorithm algorithm);

}  // namespace zonecast::dns
