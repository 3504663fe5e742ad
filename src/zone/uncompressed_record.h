// SPDX-License-Identifier: GPL-3.0-or-later
// A record as an uncompressed RR (RFC 1035 section 3.2.1), as differences and the closing SOA hold
// it.
#pragma once

#include "base/bytes.h"
#include "dns/record.h"

namespace zonecast::zone {

std::size_t uncompressed_size(const dns::RecordView& record);
/// Writes uncompressed_size() octets.
void write_uncompressed(std::uint8_t* out, const dns::RecordView& record);
void append_uncompressed(base::Bytes& out, const dns::RecordView& record);

/// Reads the RR at `at` and moves `at` behind it; false (and `at` unmoved) when it is cut short,
/// its owner is malformed or it is not of class IN. The view borrows `octets`.
bool read_uncompressed(base::ByteView octets, std::size_t& at, dns::RecordView& record);

}  // namespace zonecast::zone
