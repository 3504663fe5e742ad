// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/file_descriptor.h"
#include "base/ip_address.h"
#include "client/commands.h"
#include "dns/name.h"
#include "dns/serial.h"
#include "dns/tsig.h"

namespace bench {

using Time = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& why);
double milliseconds_since(Time::time_point begin);

/// The argument at `index`, or a usage error.
const std::string& at(const Arguments& arguments, std::size_t index);
std::uint64_t number(const std::string& text);
zonecast::base::SocketAddress address(const std::string& text);
zonecast::dns::Name name(const std::string& text);
/// NAME:HASH:SECRET; null for an empty text.
zonecast::dns::TsigKeyRef key(const std::string& text);

/// A connected socket; `receive_buffer` octets of it when not zero.
zonecast::base::FileDescriptor connect_to(const zonecast::base::SocketAddress& server, int type,
                                          int receive_buffer = 0);
void write_all(int fd, zonecast::base::ByteView octets);

struct TransferQuery {
  zonecast::base::Bytes framed;  // with its two-octet length
  zonecast::base::Bytes mac;     // empty when unsigned
};
/// AXFR, or IXFR from a serial.
TransferQuery transfer_query(const zonecast::dns::Name& zone,
                             std::optional<zonecast::dns::Serial> from,
                             const zonecast::dns::TsigKeyRef& key);

}  // namespace bench
