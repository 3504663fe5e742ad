// SPDX-License-Identifier: GPL-3.0-or-later
// Answers ordinary queries from published zones: bytes in, bytes out, no sockets.
#pragma once

#include <optional>

#include "dns/message.h"
#include "dns/message_writer.h"
#include "publication/zone_finder.h"

namespace zonecast::server {

/// What of the client shapes the answer.
struct QueryContext {
  std::size_t size_max = 512;  // octets the response may take on this transport, TSIG included
  std::size_t tsig_size = 0;   // octets to leave free behind OPT
  /// Over TCP: how long an idle connection is kept, in units of 100 ms (RFC 7828).
  std::optional<std::uint16_t> keepalive = std::nullopt;
  std::uint64_t* zone_id = nullptr;  // where the zone that is asked for is told
};

/// UDP answers are never larger than this, whatever the client offers (DNS flag day 2020).
inline constexpr std::size_t udp_answer_size_max = 1232;

/// What QueryContext::size_max is for a query that came over UDP: 512, or what the client offers in
/// OPT (RFC 6891 section 6.2.3) up to udp_answer_size_max.
std::size_t udp_answer_size(const dns::Message& query);

/// Writes the response to an ordinary query (opcode QUERY; not AXFR, IXFR) into `writer`:
/// authoritative data, referral, NODATA or NXDOMAIN with SOA, REFUSED with EDE 20 for a name in no
/// zone and with EDE 18 for one in a zone that `client` does not see, SERVFAIL for an unservable
/// zone. OPT is written when the query had one. The header is
/// complete and the octets are in writer.wire(); TSIG is the caller's. Truncates with TC when it
/// does not fit.
void answer_query(publication::ZoneFinder& zones, const access::Client& client,
                  const dns::Message& query, const QueryContext& context,
                  dns::MessageWriter& writer);

}  // namespace zonecast::server
