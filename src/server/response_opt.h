// SPDX-License-Identifier: GPL-3.0-or-later
// The OPT RR of responses that are not built by MessageWriter, and the options that this server
// sends.
#pragma once

#include <string_view>

#include "dns/message.h"

namespace zonecast::server {

inline constexpr std::uint16_t option_expire = 9;      // RFC 7314
inline constexpr std::uint16_t option_keepalive = 11;  // RFC 7828
inline constexpr std::uint16_t option_ede = 15;        // RFC 8914

/// The client asked for EXPIRE (an empty option, RFC 7314 section 3).
bool asks_expire(const dns::Edns& request);
/// The client sent edns-tcp-keepalive, as it must without a timeout (RFC 7828 section 3.2.1).
bool asks_keepalive(const dns::Edns& request);
/// Four octets of seconds.
base::Bytes expire_data(std::uint32_t expire_s);
/// INFO-CODE and EXTRA-TEXT, cut at ede_text_max.
base::Bytes ede_data(dns::Ede code, std::string_view text);
inline constexpr std::size_t ede_text_max = 128;

/// What every response to a query with OPT carries (RFC 6891 section 6.1.1); DO is copied (RFC
/// 3225).
dns::Edns response_edns(const dns::Edns& request);

}  // namespace zonecast::server
