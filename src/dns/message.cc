// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/message.h"

#include <array>
#include <cstring>

#include "dns/rdata.h"
#include "dns/rdata_layout.h"

namespace zonecast::dns {

namespace {

using base::ByteReader;
using base::ByteView;

template <typename T>
using Wire = base::Result<T, WireError>;

std::unexpected<WireError> wrong(WireError error) { return std::unexpected(error); }

struct ExpandedName {
  std::array<std::uint8_t, name_size_max> octets;
  std::uint8_t size = 0;
  NameView view() const { return NameView::trusted({octets.data(), size}); }
};

Wire<Question> parse_question(ByteView wire, std::size_t& offset) {
  Question question;
  const auto name = NameView::parse_prefix(wire.subspan(offset));
  if (!name) return wrong(WireError::malformed);
  offset += name->size();
  if (wire.size() - offset < 4) return wrong(WireError::malformed);
  question.name = *name;
  question.type = static_cast<RrType>(base::load_u16(&wire[offset]));
  question.rr_class = static_cast<RrClass>(base::load_u16(&wire[offset + 2]));
  offset += 4;
  return question;
}

Wire<MessageRecord> parse_record(ByteView wire, std::size_t& offset) {
  ExpandedName owner;
  if (!expand_name(wire, offset, owner.octets.data(), owner.size))
    return wrong(WireError::malformed);
  if (wire.size() - offset < 10) return wrong(WireError::malformed);
  MessageRecord record;
  record.owner = Name(owner.view());
  record.type = static_cast<RrType>(base::load_u16(&wire[offset]));
  record.rr_class = base::load_u16(&wire[offset + 2]);
  record.ttl = base::load_u32(&wire[offset + 4]);
  record.rdata_size = base::load_u16(&wire[offset + 8]);
  offset += 10;
  record.rdata_offset = offset;
  if (wire.size() - offset < record.rdata_size) return wrong(WireError::malformed);
  offset += record.rdata_size;
  return record;
}

/// RFC 6891 section 6.1.2: class and TTL of the OPT RR hold the fixed fields.
Wire<Edns> parse_opt(ByteView wire, const MessageRecord& record) {
  if (!record.owner.view().is_root()) return wrong(WireError::malformed);
  Edns edns;
  edns.udp_size = record.rr_class;
  edns.extended_rcode = static_cast<std::uint8_t>(record.ttl >> 24);
  edns.version = static_cast<std::uint8_t>(record.ttl >> 16);
  edns.dnssec_ok = (record.ttl & 0x8000) != 0;
  ByteReader reader(wire.subspan(record.rdata_offset, record.rdata_size));
  while (reader.remaining() > 0) {
    const std::uint16_t code = reader.u16();
    const std::uint16_t size = reader.u16();
    const ByteView data = reader.bytes(size);
    if (!reader.ok()) {
      // Of a later version we know nothing but its number, which is what BADVERS needs.
      if (edns.version > 0) break;
      return wrong(WireError::malformed);
    }
    edns.options.push_back({code, data});
  }
  return edns;
}

/// RFC 8945 section 4.2. The algorithm's name must not be compressed.
Wire<TsigRecord> parse_tsig(ByteView wire, const MessageRecord& record, std::size_t offset) {
  if (record.rr_class != static_cast<std::uint16_t>(RrClass::any) || record.ttl != 0) {
    return wrong(WireError::malformed);
  }
  ByteReader reader(wire.subspan(record.rdata_offset, record.rdata_size));
  const auto algorithm = NameView::parse_prefix(reader.rest());
  if (!algorithm) return wrong(WireError::malformed);
  reader.skip(algorithm->size());
  TsigRecord tsig;
  tsig.key_name = record.owner;
  tsig.algorithm = Name(*algorithm);
  tsig.time_signed = std::uint64_t{reader.u16()} << 32;
  tsig.time_signed |= reader.u32();
  tsig.fudge = reader.u16();
  tsig.mac = reader.bytes(reader.u16());
  tsig.original_id = reader.u16();
  tsig.error = reader.u16();
  tsig.other = reader.bytes(reader.u16());
  tsig.offset = offset;
  if (!reader.ok() || reader.remaining() > 0) return wrong(WireError::malformed);
  return tsig;
}

/// Reads `count` records; takes OPT and TSIG out where they may stand.
Wire<void> parse_section(Message& message, std::size_t& offset, std::uint16_t count,
                         std::vector<MessageRecord>& section) {
  const bool additional = &section == &message.additional;
  // A header may claim more than there is: a record takes at least 11 octets.
  section.reserve(std::min<std::size_t>(count, (message.wire.size() - offset) / 11));
  for (unsigned i = 0; i < count; ++i) {
    const std::size_t start = offset;
    auto record = parse_record(message.wire, offset);
    if (!record) return wrong(record.error());
    if (record->type == RrType::opt) {
      if (!additional || message.edns) return wrong(WireError::misplaced_opt);
      auto edns = parse_opt(message.wire, *record);
      if (!edns) return wrong(edns.error());
      message.edns = std::move(*edns);
    } else if (record->type == RrType::tsig) {
      if (!additional || i + 1U != count) return wrong(WireError::misplaced_tsig);
      auto tsig = parse_tsig(message.wire, *record, start);
      if (!tsig) return wrong(tsig.error());
      message.tsig = std::move(*tsig);
    } else {
      if (record->ttl > 0x7fff'ffff) record->ttl = 0;  // RFC 2181 section 8
      section.push_back(std::move(*record));
    }
  }
  return {};
}

std::size_t fixed_size(char field) {
  return field >= '1' && field <= '8' ? static_cast<std::size_t>(field - '0') : 0;
}

/// Copies RDATA whose names may be compressed, names expanded. Lengths are checked here, the
/// meaning by check_rdata() afterwards.
bool copy_expanded(ByteView message, const MessageRecord& record, base::Bytes& out) {
  std::size_t at = record.rdata_offset;
  const std::size_t end = at + record.rdata_size;
  const ByteView within = message.first(end);
  const auto copy = [&](std::size_t size) {
    if (end - at < size) return false;
    base::append(out, within.subspan(at, size));
    at += size;
    return true;
  };
  for (const char field : rdata_layout(record.type)) {
    if (field == 'n') {
      ExpandedName name;
      if (!expand_name(within, at, name.octets.data(), name.size)) return false;
      base::append(out, name.view().wire());
    } else if (field == 's') {
      if (at == end || !copy(std::size_t{1} + within[at])) return false;
    } else if (const std::size_t size = fixed_size(field); size > 0) {
      if (!copy(size)) return false;
    } else if (!copy(end - at)) {
      return false;
    }
  }
  return at == end;
}

}  // namespace

std::optional<Header> parse_header(base::ByteView message) {
  if (message.size() < header_size) return std::nullopt;
  const std::uint16_t flags = base::load_u16(&message[2]);
  const auto flag = [flags](int bit) { return (flags >> bit & 1) != 0; };
  return Header{.id = base::load_u16(&message[0]),
                .qr = flag(15),
                .aa = flag(10),
                .tc = flag(9),
                .rd = flag(8),
                .ra = flag(7),
                .ad = flag(5),
                .cd = flag(4),
                .opcode = static_cast<Opcode>(flags >> 11 & 0x0f),
                .rcode = static_cast<std::uint8_t>(flags & 0x0f),
                .question_count = base::load_u16(&message[4]),
                .answer_count = base::load_u16(&message[6]),
                .authority_count = base::load_u16(&message[8]),
                .additional_count = base::load_u16(&message[10])};
}

void write_header(const Header& header, std::uint8_t* out) {
  unsigned flags = static_cast<unsigned>(header.opcode) << 11 | (header.rcode & 0x0fU);
  const auto flag = [&flags](bool set, int bit) { flags |= set ? 1U << bit : 0U; };
  flag(header.qr, 15);
  flag(header.aa, 10);
  flag(header.tc, 9);
  flag(header.rd, 8);
  flag(header.ra, 7);
  flag(header.ad, 5);
  flag(header.cd, 4);
  base::store_u16(out, header.id);
  base::store_u16(out + 2, static_cast<std::uint16_t>(flags));
  base::store_u16(out + 4, header.question_count);
  base::store_u16(out + 6, header.answer_count);
  base::store_u16(out + 8, header.authority_count);
  base::store_u16(out + 10, header.additional_count);
}

std::string to_text(WireError error) {
  switch (error) {
    case WireError::too_short:
      return "shorter than a header";
    case WireError::malformed:
      return "malformed";
    case WireError::bad_question:
      return "more than one question";
    case WireError::misplaced_opt:
      return "OPT twice or outside the additional section";
    case WireError::misplaced_tsig:
      return "TSIG twice or not the last record";
  }
  return "unknown";
}

base::Result<Message, WireError> parse_message(base::ByteView wire) {
  const auto header = parse_header(wire);
  if (!header) return wrong(WireError::too_short);
  if (wire.size() > message_size_max) return wrong(WireError::malformed);
  Message message;
  message.wire = wire;
  message.header = *header;
  if (header->question_count > 1) return wrong(WireError::bad_question);
  std::size_t offset = header_size;
  if (header->question_count == 1) {
    const auto question = parse_question(wire, offset);
    if (!question) return wrong(question.error());
    message.question = *question;
  }
  if (auto read = parse_section(message, offset, header->answer_count, message.answer); !read) {
    return wrong(read.error());
  }
  if (auto read = parse_section(message, offset, header->authority_count, message.authority);
      !read) {
    return wrong(read.error());
  }
  if (auto read = parse_section(message, offset, header->additional_count, message.additional);
      !read) {
    return wrong(read.error());
  }
  if (offset != wire.size()) return wrong(WireError::malformed);
  return message;
}

base::Result<base::Bytes, WireError> expand_rdata(base::ByteView message,
                                                  const MessageRecord& record) {
  base::Bytes rdata;
  rdata.reserve(record.rdata_size + std::size_t{64});
  const RdataNames names = rdata_names(record.type);
  if (names == RdataNames::compressible || names == RdataNames::decompressed) {
    if (!copy_expanded(message, record, rdata)) return wrong(WireError::malformed);
  } else {
    base::append(rdata, message.subspan(record.rdata_offset, record.rdata_size));
  }
  if (!check_rdata(record.type, rdata)) return wrong(WireError::malformed);
  return rdata;
}

// Each pointer must lead to before the labels that it ends, so every step goes down and the loop
// ends.
bool expand_name(base::ByteView message, std::size_t& offset, std::uint8_t* out,
                 std::uint8_t& size) {
  std::size_t at = offset;
  std::size_t labels_start = offset;
  std::size_t behind = 0;  // where the name ends in place, once a pointer was followed
  std::size_t written = 0;
  for (;;) {
    if (at >= message.size()) return false;
    const std::uint8_t length = message[at];
    if (length == 0) {
      out[written] = 0;
      size = static_cast<std::uint8_t>(written + 1);
      offset = behind != 0 ? behind : at + 1;
      return true;
    }
    if (length >= 0xc0) {
      if (message.size() - at < 2) return false;
      const std::size_t target = base::load_u16(&message[at]) & 0x3fffU;
      if (target >= labels_start || target < header_size) return false;
      if (behind == 0) behind = at + 2;
      at = labels_start = target;
      continue;
    }
    if (length > label_size_max) return false;
    // One octet must remain for the root.
    if (message.size() - at <= length || written + 1 + length >= name_size_max) return false;
    std::memcpy(out + written, &message[at], std::size_t{1} + length);
    written += std::size_t{1} + length;
    at += std::size_t{1} + length;
  }
}

std::optional<Serial> soa_serial(base::ByteView message,
                                 const std::vector<MessageRecord>& section) {
  for (const auto& record : section) {
    if (record.type != RrType::soa) continue;
    const auto rdata = expand_rdata(message, record);
    if (!rdata) return std::nullopt;
    return parse_soa(*rdata)->serial;
  }
  return std::nullopt;
}

}  // namespace zonecast::dns
