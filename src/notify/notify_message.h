// SPDX-License-Identifier: GPL-3.0-or-later
// NOTIFY messages and their answers as octets (RFC 1996 section 3). Pure.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "dns/message.h"
#include "dns/message_writer.h"
#include "dns/record.h"
#include "dns/tsig.h"

namespace zonecast::notify {

/// What a secondary without EDNS is sure to take.
inline constexpr std::size_t notify_octets_max = 512;

struct NotifyMessage {
  base::Bytes wire;
  base::Bytes mac;  // the answer's MAC covers it; empty when unsigned
};

/// AA set, the zone in the question, its SOA in the answer section as a hint (RFC 1996
/// section 3.7), which is left out when the message would not fit. Signed when `key` is given.
NotifyMessage render_notify(dns::MessageWriter& writer, std::uint16_t id,
                            const dns::RecordView& soa, const dns::TsigKeyRef& key,
                            std::uint64_t now);

struct NotifyAnswer {
  dns::Rcode rcode{};
  /// How the answer was signed, for the status board: "" when no signature was due, "verified",
  /// "unsigned", "badsig", "badtime" or "malformed" as we found it, "BADKEY", "BADSIG", "BADTIME"
  /// or "BADTRUNC" as the secondary reports it.
  std::string tsig;
  /// False: unsigned or badly signed where a signature was due. It is evidence, but no answer.
  bool counts = false;
};

/// Nothing when the message does not answer a NOTIFY for `zone`; address and ID the caller has
/// compared.
std::optional<NotifyAnswer> check_answer(const dns::Message& message, dns::NameView zone,
                                         const dns::TsigKeyRef& key, base::ByteView request_mac,
                                         std::uint64_t now);

}  // namespace zonecast::notify
