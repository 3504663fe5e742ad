// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/presentation.h"

extern "C" {
#include <libknot/errcode.h>
#include <libknot/rrset-dump.h>
#include <libknot/rrset.h>
}

#include <fmt/format.h>

#include "dns/rdata.h"
#include "dns/zone_scanner.h"

namespace zonecast::dns {

namespace {

/// RFC 3597 section 5.
std::string generic_form(base::ByteView rdata) {
  std::string out = fmt::format("\\# {}", rdata.size());
  if (!rdata.empty()) out += ' ' + base::to_hex(rdata);
  return out;
}

/// A label that begins with "\[" was a bit string (RFC 2673), and BIND and NSD still refuse it.
void avoid_bit_strings(std::string& text) {
  for (std::size_t i = text.find('\\'); i != text.npos && i + 1 < text.size();
       i = text.find('\\', i + 2)) {
    if (text[i + 1] == '[') text.replace(i, 2, "\\091");
  }
}

/// libknot's view of one RDATA: its length before it, in host order, in an rrset of one.
std::string dumped(RrType type, base::ByteView rdata) {
  std::vector<std::uint16_t> storage(2 + rdata.size() / 2);
  auto* data = reinterpret_cast<knot_rdata_t*>(storage.data());
  knot_rdata_init(data, static_cast<std::uint16_t>(rdata.size()), rdata.data());
  std::uint8_t root = 0;
  knot_rrset_t rrset;
  knot_rrset_init(&rrset, &root, static_cast<std::uint16_t>(type),
                  static_cast<std::uint16_t>(RrClass::in), 0);
  rrset.rrs.count = 1;
  rrset.rrs.size = static_cast<std::uint32_t>(knot_rdata_size(data->len));
  rrset.rrs.rdata = data;
  knot_dump_style_t style = KNOT_DUMP_STYLE_DEFAULT;
  style.wrap = false;
  style.now = 0x8000'0000U;  // the times of RRSIG are from 1970 to 2106, as they are read
  std::string out;
  // An octet takes at most five characters or so; the loop ends in any case.
  for (std::size_t room = 4 * rdata.size() + 64; room < 64 * (rdata.size() + 64); room *= 2) {
    out.resize(room);
    const int size = knot_rrset_txt_dump_data(&rrset, 0, out.data(), out.size(), &style);
    if (size >= 0) {
      out.resize(static_cast<std::size_t>(size));
      while (out.ends_with(' ')) out.pop_back();  // it leaves one behind some quoted strings
      return out;
    }
    if (size != KNOT_ESPACE) break;
  }
  return {};
}

/// Whether libknot's text of some RDATA of the type is not understood by libzscanner: lists in SVCB
/// with commas or NUL in them, mnemonics of meta types where types are listed.
bool may_not_read_back(RrType type) {
  switch (type) {
    case RrType::svcb:
    case RrType::https:
    case RrType::rrsig:
    case RrType::nsec:
    case RrType::nsec3:
    case RrType::csync:
      return true;
    default:
      return false;
  }
}

/// These have mnemonics that libzscanner does not read.
std::string type_in_zone_file(RrType type) {
  if (type != RrType::null && type != RrType::sig) return to_text(type);
  return fmt::format("TYPE{}", static_cast<unsigned>(type));
}

}  // namespace

base::Result<base::Bytes> rdata_from_text(RrType type, std::string_view text, NameView origin) {
  const auto refuse = [type](std::string_view reason) {
    return base::failure(fmt::format("{} data is not right: {}", to_text(type), reason));
  };
  if (text.size() > zone_file_entry_size_max) return refuse("it is too long");
  if (is_meta(type)) return refuse("a zone cannot hold this type");
  // Within quotes a semicolon is text; outside it would silently cut the data short.
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' || c == '\r' || c == '\0') return refuse("it has a line break or NUL in it");
    if (c == '\\') {
      ++i;
      if (i < text.size() && text[i] == '\n') return refuse("it has a line break or NUL in it");
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ';' && !quoted) {
      return refuse("it has a comment in it");
    }
  }
  if (quoted) return refuse("a quote is not closed");
  // The number of the type, since the scanner does not know every mnemonic that we do.
  const std::string line = fmt::format(". 0 IN TYPE{} {}\n", static_cast<unsigned>(type), text);
  ZoneScanner scanner(origin, 0);
  scanner.set_input(line, 1);
  if (!scanner.next()) return refuse(scanner.failed() ? scanner.reason() : "it is missing");
  const base::ByteView rdata = scanner.record().rdata;
  if (const auto checked = check_rdata(type, rdata); !checked)
    return std::unexpected(checked.error());
  base::Bytes out(rdata.begin(), rdata.end());
  if (scanner.next() || scanner.failed()) return refuse("it is more than one record");
  return out;
}

std::string rdata_to_text(RrType type, base::ByteView rdata) {
  // libknot has forms for meta types too, and trusts that their octets are well formed.
  if (type == RrType::null || is_meta(type) || !check_rdata(type, rdata))
    return generic_form(rdata);
  std::string text = dumped(type, rdata);
  // An empty text is right for an empty RDATA (APL) only.
  if (text.empty() && !rdata.empty()) return generic_form(rdata);
  // libknot pads a hash that is no multiple of five octets, which RFC 5155 section 3.3 does not
  // allow.
  if (type == RrType::nsec3 && text.find('=') != text.npos) return generic_form(rdata);
  avoid_bit_strings(text);
  if (may_not_read_back(type)) {
    const auto again = rdata_from_text(type, text, NameView());
    if (!again || !base::equal(*again, rdata)) return generic_form(rdata);
  }
  return text;
}

std::string record_to_text(const RecordView& record) {
  return fmt::format("{}\t{}\tIN\t{}\t{}", to_text(record.owner), record.ttl,
                     type_in_zone_file(record.type), rdata_to_text(record.type, record.rdata));
}

}  // namespace zonecast::dns
