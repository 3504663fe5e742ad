// SPDX-License-Identifier: GPL-3.0-or-later
// RR types, classes, opcodes and RCODEs, with the few facts about types that the rest relies on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zonecast::dns {

/// Any 16-bit value is valid; the named ones are those that code mentions.
enum class RrType : std::uint16_t {
  a = 1,
  ns = 2,
  md = 3,
  mf = 4,
  cname = 5,
  soa = 6,
  mb = 7,
  mg = 8,
  mr = 9,
  null = 10,
  wks = 11,
  ptr = 12,
  hinfo = 13,
  minfo = 14,
  mx = 15,
  txt = 16,
  rp = 17,
  afsdb = 18,
  x25 = 19,
  isdn = 20,
  rt = 21,
  nsap = 22,
  nsap_ptr = 23,
  sig = 24,
  key = 25,
  px = 26,
  gpos = 27,
  aaaa = 28,
  loc = 29,
  nxt = 30,
  eid = 31,
  nimloc = 32,
  srv = 33,
  atma = 34,
  naptr = 35,
  kx = 36,
  cert = 37,
  a6 = 38,
  dname = 39,
  sink = 40,
  opt = 41,
  apl = 42,
  ds = 43,
  sshfp = 44,
  ipseckey = 45,
  rrsig = 46,
  nsec = 47,
  dnskey = 48,
  dhcid = 49,
  nsec3 = 50,
  nsec3param = 51,
  tlsa = 52,
  smimea = 53,
  hip = 55,
  ninfo = 56,
  rkey = 57,
  talink = 58,
  cds = 59,
  cdnskey = 60,
  openpgpkey = 61,
  csync = 62,
  zonemd = 63,
  svcb = 64,
  https = 65,
  dsync = 66,
  hhit = 67,
  brid = 68,
  spf = 99,
  nid = 104,
  l32 = 105,
  l64 = 106,
  lp = 107,
  eui48 = 108,
  eui64 = 109,
  tkey = 249,
  tsig = 250,
  ixfr = 251,
  axfr = 252,
  mailb = 253,
  maila = 254,
  any = 255,
  uri = 256,
  caa = 257,
  avc = 258,
  doa = 259,
  amtrelay = 260,
  resinfo = 261,
  wallet = 262,
  ta = 32768,
  dlv = 32769,
};

enum class RrClass : std::uint16_t { in = 1, ch = 3, hs = 4, none = 254, any = 255 };

enum class Opcode : std::uint8_t { query = 0, iquery = 1, status = 2, notify = 4, update = 5 };

/// RFC 6895 section 2.3, extended codes included.
enum class Rcode : std::uint16_t {
  noerror = 0,
  formerr = 1,
  servfail = 2,
  nxdomain = 3,
  notimp = 4,
  refused = 5,
  yxdomain = 6,
  yxrrset = 7,
  nxrrset = 8,
  notauth = 9,
  notzone = 10,
  badvers = 16,
};

/// RFC 8914.
enum class Ede : std::uint16_t {
  other = 0,
  not_ready = 14,
  prohibited = 18,
  not_authoritative = 20,
  not_supported = 21,
};

/// "MX", or "TYPE65280" for a type without a mnemonic (RFC 3597 section 5).
std::string to_text(RrType type);
/// Any letter case; mnemonic or TYPEnnn.
std::optional<RrType> rr_type_from_text(std::string_view text);
std::string to_text(Rcode rcode);
std::string to_text(Opcode opcode);

/// Types that never are data of a zone: OPT, TSIG, TKEY, the QTYPEs 251-255, and type 0.
bool is_meta(RrType type);

}  // namespace zonecast::dns
