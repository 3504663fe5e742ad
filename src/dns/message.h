// SPDX-License-Identifier: GPL-3.0-or-later
// A DNS message taken apart (RFC 1035 section 4, RFC 6891, RFC 8945 section 4). Borrows the octets.
// Bounds: one pass, no recursion, at most as many records as fit 65,535 octets.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "dns/name.h"
#include "dns/record.h"
#include "dns/rr_type.h"

namespace zonecast::dns {

inline constexpr std::size_t header_size = 12;
inline constexpr std::size_t message_size_max = 65'535;

struct Header {
  std::uint16_t id = 0;
  bool qr = false, aa = false, tc = false, rd = false, ra = false, ad = false, cd = false;
  Opcode opcode = Opcode::query;
  std::uint8_t rcode = 0;  // the low four bits
  std::uint16_t question_count = 0, answer_count = 0, authority_count = 0, additional_count = 0;
};

/// Nothing when there are fewer than 12 octets.
std::optional<Header> parse_header(base::ByteView message);
/// Writes 12 octets.
void write_header(const Header& header, std::uint8_t* out);

struct Question {
  NameView name;  // as spelled in the message
  RrType type{};
  RrClass rr_class = RrClass::in;
  std::size_t wire_size() const { return name.size() + 4; }
};

/// One record as it stands in a message: the owner expanded, RDATA still as sent.
struct MessageRecord {
  Name owner;
  RrType type{};
  std::uint16_t rr_class = 1;
  std::uint32_t ttl = 0;
  std::size_t rdata_offset = 0;
  std::uint16_t rdata_size = 0;
};

struct EdnsOption {
  std::uint16_t code = 0;
  base::ByteView data;
};
struct Edns {
  std::uint16_t udp_size = 512;  // as sent; values below 512 mean 512
  std::uint8_t extended_rcode = 0;
  std::uint8_t version = 0;
  bool dnssec_ok = false;
  std::vector<EdnsOption> options;
};

/// The TSIG RR at the end of a message (RFC 8945 section 4.2).
struct TsigRecord {
  Name key_name;
  Name algorithm;
  std::uint64_t time_signed = 0;  // 48 bits
  std::uint16_t fudge = 0;
  base::ByteView mac;
  std::uint16_t original_id = 0;
  std::uint16_t error = 0;
  base::ByteView other;
  std::size_t offset = 0;  // where the RR starts in the message
};

enum class WireError {
  too_short,       // no whole header: not answered
  malformed,       // FORMERR
  bad_question,    // FORMERR: not exactly one question where one is due
  misplaced_opt,   // FORMERR: two OPT, or OPT outside the additional section
  misplaced_tsig,  // FORMERR: TSIG not the last RR, or two (RFC 8945 section 5.2)
};
std::string to_text(WireError error);

struct Message {
  base::ByteView wire;
  Header header;
  std::optional<Question> question;
  std::vector<MessageRecord> answer, authority, additional;  // OPT and TSIG taken out
  std::optional<Edns> edns;
  std::optional<TsigRecord> tsig;
};

/// At most one question; more are `bad_question`.
base::Result<Message, WireError> parse_message(base::ByteView wire);

/// RDATA of `record` with its names expanded, in canonical uncompressed form.
base::Result<base::Bytes, WireError> expand_rdata(base::ByteView message,
                                                  const MessageRecord& record);

/// Expands the name at `offset` into `out` (at most 255 octets) and moves `offset` behind it.
/// Pointers must point backwards. False when malformed.
bool expand_name(base::ByteView message, std::size_t& offset, std::uint8_t* out,
                 std::uint8_t& size);

/// The serial in the SOA of an IXFR query's authority section or a NOTIFY's answer section.
std::optional<Serial> soa_serial(base::ByteView message, const std::vector<MessageRecord>& section);

}  // namespace zonecast::dns
