// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/rdata_layout.h"

namespace zonecast::dns {

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
      return "11r";
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

}  // namespace zonecast::dns
