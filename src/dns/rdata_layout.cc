// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/rdata_layout.h"

#include "dns/name.h"

namespace zonecast::dns {

namespace {

using base::ByteReader;
using base::ByteView;
using base::failure;

using Checked = base::Result<void>;

Checked cut_short() { return failure("it is cut short"); }

/// Windows in rising order, one to 32 octets each, none with a trailing zero octet (RFC 4034
/// section 4.1.2). BIND refuses a transfer with anything else.
Checked check_bitmap(ByteView map, bool may_be_empty) {
  if (map.empty() && !may_be_empty) return failure("its type bit map is empty");
  ByteReader reader(map);
  int previous = -1;
  while (reader.remaining() > 0) {
    const int window = reader.u8();
    const std::size_t size = reader.u8();
    const ByteView octets = reader.bytes(size);
    if (!reader.ok()) return failure("its type bit map is cut short");
    if (window <= previous)
      return failure("the windows of its type bit map are not in rising order");
    if (size < 1 || size > 32)
      return failure("a window of its type bit map is not 1 to 32 octets long");
    if (octets.back() == 0) return failure("a window of its type bit map ends in a zero octet");
    previous = window;
  }
  return {};
}

Checked skip_string(ByteReader& reader, bool may_be_empty) {
  const std::size_t size = reader.u8();
  if (!reader.skip(size)) return cut_short();
  if (size == 0 && !may_be_empty) return failure("a character string is empty");
  return {};
}

Checked skip_name(ByteReader& reader) {
  const auto name = NameView::parse_prefix(reader.rest());
  if (!name) return std::unexpected(name.error());
  reader.skip(name->size());
  return {};
}

}  // namespace

std::string_view rdata_layout(RrType type) {
  switch (type) {
    case RrType::a:
      return "4";
    case RrType::ns:
    case RrType::md:
    case RrType::mf:
    case RrType::cname:
    case RrType::mb:
    case RrType::mg:
    case RrType::mr:
    case RrType::ptr:
    case RrType::dname:
    case RrType::nsap_ptr:
      return "n";
    case RrType::soa:
      return "nn44444";
    case RrType::wks:
      return "41r";
    case RrType::hinfo:
      return "ss";
    case RrType::minfo:
    case RrType::rp:
    case RrType::talink:
      return "nn";
    case RrType::mx:
    case RrType::afsdb:
    case RrType::rt:
    case RrType::kx:
    case RrType::lp:
      return "2n";
    case RrType::txt:
    case RrType::spf:
    case RrType::ninfo:
    case RrType::avc:
    case RrType::resinfo:
    case RrType::wallet:
      return "S";
    case RrType::x25:
      return "t";
    case RrType::isdn:
      return "S";
    case RrType::nsap:
    case RrType::eid:
    case RrType::nimloc:
    case RrType::atma:
    case RrType::dhcid:
    case RrType::openpgpkey:
    case RrType::hhit:
    case RrType::brid:
      return "R";
    case RrType::sig:
    case RrType::rrsig:
      return "2114442nR";
    case RrType::key:
      return "211r";
    case RrType::px:
      return "2nn";
    case RrType::gpos:
      return "sss";
    case RrType::aaaa:
      return "A";
    case RrType::nxt:
      return "nr";
    case RrType::srv:
      return "222n";
    case RrType::naptr:
      return "22sssn";
    case RrType::cert:
      return "221R";
    case RrType::sink:
      return "111r";
    case RrType::dsync:
      return "212n";
    case RrType::ds:
    case RrType::cds:
    case RrType::dnskey:
    case RrType::cdnskey:
    case RrType::rkey:
    case RrType::ta:
    case RrType::dlv:
      return "211R";
    case RrType::sshfp:
      return "11R";
    case RrType::nsec:
      return "nB";
    case RrType::nsec3:
      return "112stb";
    case RrType::nsec3param:
      return "112s";
    case RrType::tlsa:
    case RrType::smimea:
      return "111R";
    case RrType::csync:
      return "42b";
    case RrType::zonemd:
      return "411R";
    case RrType::svcb:
    case RrType::https:
      return "2nr";
    case RrType::nid:
    case RrType::l64:
      return "28";
    case RrType::l32:
      return "24";
    case RrType::eui48:
      return "6";
    case RrType::eui64:
      return "8";
    case RrType::uri:
      return "22R";
    case RrType::caa:
      return "1tr";
    case RrType::doa:
      return "441sr";
    default:
      return "r";
  }
}

RdataNames rdata_names(RrType type) {
  switch (type) {
    case RrType::ns:
    case RrType::md:
    case RrType::mf:
    case RrType::cname:
    case RrType::soa:
    case RrType::mb:
    case RrType::mg:
    case RrType::mr:
    case RrType::ptr:
    case RrType::minfo:
    case RrType::mx:
      return RdataNames::compressible;
    case RrType::rp:
    case RrType::afsdb:
    case RrType::rt:
    case RrType::sig:
    case RrType::px:
    case RrType::nxt:
    case RrType::naptr:
    case RrType::srv:
      return RdataNames::decompressed;
    // NSEC left this list with RFC 6840 section 5.1; its names keep their case in the canonical
    // form.
    case RrType::kx:
    case RrType::dname:
    case RrType::rrsig:
      return RdataNames::lower_case;
    default:
      return RdataNames::none;
  }
}

base::Result<void> skip_field(char field, base::ByteReader& reader) {
  switch (field) {
    case '1':
    case '2':
    case '4':
    case '6':
    case '8':
      return reader.skip(static_cast<std::size_t>(field - '0')) ? Checked() : cut_short();
    case 'A':
      return reader.skip(16) ? Checked() : cut_short();
    case 'n':
      return skip_name(reader);
    case 's':
      return skip_string(reader, true);
    case 't':
      return skip_string(reader, false);
    case 'S':
      do {
        if (const auto one = skip_string(reader, true); !one) return one;
      } while (reader.remaining() > 0);
      return {};
    case 'R':
      if (reader.remaining() == 0) return cut_short();
      reader.skip(reader.remaining());
      return {};
    case 'b':
    case 'B': {
      const auto checked = check_bitmap(reader.rest(), field == 'b');
      reader.skip(reader.remaining());
      return checked;
    }
    default:  // 'r'
      reader.skip(reader.remaining());
      return {};
  }
}

}  // namespace zonecast::dns
