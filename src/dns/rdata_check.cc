// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/rdata.h"

#include <algorithm>
#include <string>
#include <vector>

#include "dns/rdata_layout.h"

// What the layout of a type cannot say. The checks are those that BIND, NSD or Knot make when they
// receive a zone: one record that one of them refuses keeps the whole zone from it.
namespace zonecast::dns {

namespace {

using base::ByteReader;
using base::ByteView;
using base::failure;

using Checked = base::Result<void>;

bool is_digit(std::uint8_t octet) { return octet >= '0' && octet <= '9'; }

Checked cut_short() { return failure("it is cut short"); }

/// `size` octets are due for `kind`; a kind that is not in `sizes` may have any.
struct SizeOfKind {
  std::uint8_t kind;
  std::size_t size;
};
Checked check_size(std::uint8_t kind, std::size_t size, std::initializer_list<SizeOfKind> sizes) {
  for (const auto& known : sizes) {
    if (known.kind == kind && known.size != size) {
      return failure("a digest of kind " + std::to_string(kind) + " has " +
                     std::to_string(known.size) + " octets, not " + std::to_string(size));
    }
  }
  return {};
}

Checked check_wks(ByteView rdata) {
  // 65,536 ports are 8,192 octets (RFC 1035 section 3.4.2).
  if (rdata.size() > 5 + 8192) return failure("its port map is longer than 8192 octets");
  if (rdata.size() > 5 && rdata.back() == 0) return failure("its port map ends in a zero octet");
  return {};
}

/// RFC 2535 section 3.1.2: two bits say that there is no key.
Checked check_key(ByteView rdata) {
  const bool no_key = (rdata[0] & 0xc0) == 0xc0;
  if (no_key && rdata.size() > 4)
    return failure("it has a key although its flags say that it has none");
  if (!no_key && rdata.size() == 4) return failure("its key is missing");
  return {};
}

Checked check_atma(ByteView rdata) {
  if (rdata.size() < 2) return cut_short();
  const bool all_digits = std::ranges::all_of(rdata.subspan(1), is_digit);
  if (rdata[0] == 1 && !all_digits) return failure("its address is not digits");
  return {};
}

Checked check_rrsig(ByteView rdata) {
  // The signer is the owner or above it, and the labels are the owner's (RFC 4034 section 3.1).
  if (NameView::parse_prefix(rdata.subspan(18))->label_count() > rdata[3]) {
    return failure("its signer has more labels than its owner");
  }
  return {};
}

Checked check_nsec3(ByteView rdata) {
  // Hash algorithm 1 is SHA-1 (RFC 5155 section 11).
  const std::size_t hash = 6 + std::size_t{rdata[4]};
  if (rdata[0] == 1 && rdata[hash - 1] != 20) return failure("its hash is not 20 octets long");
  return {};
}

/// The substitution expression of RFC 3402 section 3.2. Whether the regular expression in it is
/// one, is not looked into: BIND does, and refuses what is not.
Checked check_substitution(ByteView text) {
  if (text.empty()) return {};
  const std::uint8_t delimiter = text[0];
  if (is_digit(delimiter) || delimiter == '\\' || delimiter == 'i' || delimiter == 0) {
    return failure("its regexp begins with what cannot be a delimiter");
  }
  enum { expression, replacement, flags } part = expression;
  int groups = 0;
  int reference = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const std::uint8_t c = text[i];
    if (c == 0) return failure("its regexp has a NUL in it");
    if (c == delimiter) {
      if (part == flags) return failure("its regexp has too many delimiters");
      part = part == expression ? replacement : flags;
    } else if (part == flags) {
      if (c != 'i') return failure("its regexp has unknown flags");
    } else if (c == '\\') {
      if (++i == text.size() || text[i] == 0) return failure("its regexp ends in a backslash");
      if (part == replacement && is_digit(text[i])) {
        if (text[i] == '0') return failure("its regexp refers to group 0");
        reference = std::max(reference, text[i] - '0');
      }
    } else if (part == expression && c == '(') {
      ++groups;
    }
  }
  if (part != flags) return failure("its regexp lacks a delimiter");
  if (reference > groups) return failure("its regexp refers to a group that it does not have");
  return {};
}

Checked check_naptr(ByteView rdata) {
  ByteReader reader(rdata.subspan(4));
  reader.skip(reader.u8());
  reader.skip(reader.u8());
  return check_substitution(reader.bytes(reader.u8()));
}

Checked check_x25(ByteView rdata) {
  // RFC 1183 section 3.1: the PSDN address begins with the four digits of the DNIC.
  const ByteView digits = rdata.subspan(1);
  const bool all_digits = std::ranges::all_of(digits, is_digit);
  if (digits.size() < 4 || !all_digits) return failure("its address is not four or more digits");
  return {};
}

Checked check_isdn(ByteView rdata) {
  const std::size_t first = std::size_t{1} + rdata[0];
  if (rdata.size() == first || rdata.size() == first + 1 + rdata[first]) return {};
  return failure("it has more than two character strings");
}

Checked check_gpos(ByteView rdata) {
  // RFC 1712 section 3: none of the three may be empty.
  for (ByteReader reader(rdata); reader.remaining() > 0;) {
    if (reader.bytes(reader.u8()).empty()) return failure("a coordinate is empty");
  }
  return {};
}

Checked check_nxt(ByteView rdata) {
  // RFC 2535 section 5.2: at most 128 types, no trailing zero octet; BIND checks.
  const auto next = NameView::parse_prefix(rdata);
  const ByteView map = rdata.subspan(next->size());
  if (map.empty()) return {};
  if ((map[0] & 0x80) == 0 && (map.size() > 16 || map.back() == 0)) {
    return failure("its type bit map is not one");
  }
  return {};
}

Checked check_loc(ByteView rdata) {
  if (rdata.empty()) return cut_short();
  if (rdata[0] != 0) return failure("its version is not 0");  // RFC 1876 section 2
  if (rdata.size() != 16) return failure("it is not 16 octets long");
  for (int i = 1; i <= 3; ++i) {
    if (rdata[i] >> 4 > 9 || (rdata[i] & 0x0f) > 9)
      return failure("a size or precision is out of range");
    if (rdata[i] >> 4 == 0 && (rdata[i] & 0x0f) != 0) {
      return failure("a size or precision is zero with an exponent");
    }
  }
  // Thousandths of a second of arc, 2^31 being the equator and the prime meridian.
  constexpr std::uint32_t middle = 0x8000'0000U;
  constexpr std::uint32_t degree = 3'600'000U;
  const auto within = [](std::uint32_t angle, std::uint32_t limit) {
    return angle <= middle + limit && angle >= middle - limit;
  };
  if (!within(base::load_u32(&rdata[4]), 90 * degree))
    return failure("its latitude is out of range");
  if (!within(base::load_u32(&rdata[8]), 180 * degree))
    return failure("its longitude is out of range");
  return {};
}

/// RFC 2874 section 3.1.
Checked check_a6(ByteView rdata) {
  ByteReader reader(rdata);
  const unsigned prefix = reader.u8();
  if (!reader.ok()) return cut_short();
  if (prefix > 128) return failure("its prefix is longer than 128 bits");
  const std::size_t octets = (128 - prefix + 7) / 8;
  const ByteView address = reader.bytes(octets);
  if (!reader.ok()) return cut_short();
  if (prefix % 8 != 0 && (address[0] & ~(0xffU >> prefix % 8)) != 0) {
    return failure("its address has bits set inside the prefix");
  }
  if (prefix > 0) {
    if (const auto name = skip_field('n', reader); !name) return name;
  }
  return reader.remaining() == 0 ? Checked() : failure("octets follow its end");
}

/// RFC 3123 section 4.
Checked check_apl(ByteView rdata) {
  ByteReader reader(rdata);
  while (reader.remaining() > 0) {
    const std::uint16_t family = reader.u16();
    const std::uint8_t prefix = reader.u8();
    const std::size_t size = reader.u8() & 0x7f;
    const ByteView address = reader.bytes(size);
    if (!reader.ok()) return cut_short();
    const std::size_t bits = family == 1 ? 32 : family == 2 ? 128 : 0;
    if (bits != 0 && (prefix > bits || size > bits / 8)) {
      return failure("a prefix is longer than an address of its family");
    }
    if (bits != 0 && size > 0 && address.back() == 0)
      return failure("an address ends in a zero octet");
  }
  return {};
}

/// The gateway of IPSECKEY (RFC 4025 section 2.3) and the relay of AMTRELAY (RFC 8777 section 4.2).
Checked skip_gateway(ByteReader& reader, std::uint8_t kind) {
  switch (kind) {
    case 0:
      return {};
    case 1:
      return skip_field('4', reader);
    case 2:
      return skip_field('A', reader);
    case 3:
      return skip_field('n', reader);
    default:
      return failure("its gateway is of an unknown kind");
  }
}

Checked check_ipseckey(ByteView rdata) {
  ByteReader reader(rdata);
  reader.u8();
  const std::uint8_t kind = reader.u8();
  const std::uint8_t algorithm = reader.u8();
  if (!reader.ok()) return cut_short();
  if (const auto gateway = skip_gateway(reader, kind); !gateway) return gateway;
  // RFC 4025 section 2.4 allows for no key, algorithm 0 then; but BIND takes no record without a
  // key, and with it no zone.
  if (algorithm == 0) return failure("it has no key");
  if (reader.remaining() == 0) return failure("its key is missing");
  return {};
}

Checked check_amtrelay(ByteView rdata) {
  ByteReader reader(rdata);
  reader.u8();
  const auto kind = static_cast<std::uint8_t>(reader.u8() & 0x7f);
  if (!reader.ok()) return cut_short();
  if (kind > 3) return {};  // of kinds to come nothing is known
  if (const auto relay = skip_gateway(reader, kind); !relay) return relay;
  return reader.remaining() == 0 ? Checked() : failure("octets follow its end");
}

/// RFC 8005 section 5.
Checked check_hip(ByteView rdata) {
  ByteReader reader(rdata);
  const std::size_t hit = reader.u8();
  reader.u8();
  const std::size_t key = reader.u16();
  if (!reader.skip(hit) || !reader.skip(key)) return cut_short();
  if (hit == 0 || key == 0) return failure("its identity tag or key is empty");
  while (reader.remaining() > 0) {
    if (const auto server = skip_field('n', reader); !server) return server;
  }
  return {};
}

Checked check_caa(ByteView rdata) {
  const ByteView tag = rdata.subspan(2, rdata[1]);
  const bool plain = std::ranges::all_of(tag, [](std::uint8_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  return plain ? Checked() : failure("its tag is not letters and digits");  // RFC 8659 section 4.1
}

Checked check_zonemd(ByteView rdata) {
  // RFC 8976 section 2.2.4.
  if (rdata.size() < 6 + 12) return failure("its digest is shorter than 12 octets");
  return check_size(rdata[5], rdata.size() - 6, {{1, 48}, {2, 64}});
}

Checked check_ds(RrType type, ByteView rdata) {
  // A CDS may say "delete" with one zero octet in place of a digest (RFC 8078 section 4).
  const ByteView digest = rdata.subspan(4);
  if (type == RrType::cds && rdata[3] == 0) return {};
  return check_size(rdata[3], digest.size(), {{1, 20}, {2, 32}, {3, 32}, {4, 48}});
}

// SvcParamKeys, RFC 9460 section 14.3.2 and RFC 9461.
enum SvcParam : std::uint16_t {
  svc_mandatory = 0,
  svc_alpn = 1,
  svc_no_default_alpn = 2,
  svc_port = 3,
  svc_ipv4hint = 4,
  svc_ech = 5,
  svc_ipv6hint = 6,
  svc_dohpath = 7,
};

Checked check_svc_param(std::uint16_t key, ByteView value) {
  switch (key) {
    case svc_alpn: {
      if (value.empty()) return failure("its alpn is empty");
      for (ByteReader ids(value); ids.remaining() > 0;) {
        const std::size_t size = ids.u8();
        if (size == 0 || !ids.skip(size)) return failure("its alpn is not a list of names");
      }
      return {};
    }
    case svc_no_default_alpn:
      return value.empty() ? Checked() : failure("its no-default-alpn has a value");
    case svc_port:
      return value.size() == 2 ? Checked() : failure("its port is not two octets");
    case svc_ipv4hint:
      return !value.empty() && value.size() % 4 == 0 ? Checked()
                                                     : failure("its ipv4hint is not addresses");
    case svc_ipv6hint:
      return !value.empty() && value.size() % 16 == 0 ? Checked()
                                                      : failure("its ipv6hint is not addresses");
    case svc_ech:
    case svc_dohpath:
      return !value.empty() ? Checked() : failure("a parameter is empty");
    case 0xffff:
      return failure("it uses the reserved key 65535");
    default:
      return {};
  }
}

/// RFC 9460 sections 2.2 and 8: keys in rising order, what is mandatory present.
Checked check_svcb(ByteView rdata) {
  ByteReader reader(rdata);
  const bool alias = reader.u16() == 0;
  if (const auto target = skip_field('n', reader); !target) return target;
  if (alias && reader.remaining() > 0) return failure("it is an alias and has parameters");
  ByteView mandatory;
  std::vector<std::uint16_t> keys;  // as sent, in rising order
  int previous = -1;
  while (reader.remaining() > 0) {
    const std::uint16_t key = reader.u16();
    const std::size_t size = reader.u16();
    const ByteView value = reader.bytes(size);
    if (!reader.ok()) return failure("its parameters are cut short");
    if (key <= previous) return failure("its parameters are not in rising order of their keys");
    if (const auto checked = check_svc_param(key, value); !checked) return checked;
    previous = key;
    if (key == svc_mandatory) {
      if (value.empty() || value.size() % 2 != 0)
        return failure("its mandatory is not a list of keys");
      mandatory = value;
    }
    keys.push_back(key);
  }
  const auto has = [&keys](std::uint16_t wanted) {
    return std::ranges::binary_search(keys, wanted);
  };
  previous = -1;
  for (std::size_t at = 0; at < mandatory.size(); at += 2) {
    const std::uint16_t key = base::load_u16(&mandatory[at]);
    if (key == svc_mandatory || key <= previous || !has(key)) {
      return failure("its mandatory names a key twice, out of order, or one that is missing");
    }
    previous = key;
  }
  if (has(svc_no_default_alpn) && !has(svc_alpn))
    return failure("it has no-default-alpn without alpn");
  return {};
}

/// What a layout cannot say. The layout has been checked.
Checked check_contents(RrType type, ByteView rdata) {
  switch (type) {
    case RrType::wks:
      return check_wks(rdata);
    case RrType::key:
      return check_key(rdata);
    case RrType::rkey:
      // BIND knows no flags.
      return base::load_u16(rdata.data()) == 0 ? Checked() : failure("its flags are not zero");
    case RrType::atma:
      return check_atma(rdata);
    case RrType::sig:
    case RrType::rrsig:
      return check_rrsig(rdata);
    case RrType::nsec3:
      return check_nsec3(rdata);
    case RrType::naptr:
      return check_naptr(rdata);
    case RrType::x25:
      return check_x25(rdata);
    case RrType::isdn:
      return check_isdn(rdata);
    case RrType::gpos:
      return check_gpos(rdata);
    case RrType::nxt:
      return check_nxt(rdata);
    case RrType::loc:
      return check_loc(rdata);
    case RrType::apl:
      return check_apl(rdata);
    case RrType::ipseckey:
      return check_ipseckey(rdata);
    case RrType::ds:
    case RrType::cds:
    case RrType::ta:
    case RrType::dlv:
      return check_ds(type, rdata);
    case RrType::sshfp:
      return check_size(rdata[1], rdata.size() - 2, {{1, 20}, {2, 32}});  // RFC 4255, RFC 6594
    case RrType::zonemd:
      return check_zonemd(rdata);
    case RrType::svcb:
    case RrType::https:
      return check_svcb(rdata);
    case RrType::caa:
      return check_caa(rdata);
    case RrType::a6:
      return check_a6(rdata);
    case RrType::hip:
      return check_hip(rdata);
    case RrType::amtrelay:
      return check_amtrelay(rdata);
    default:
      return {};
  }
}

}  // namespace

base::Result<void> check_rdata(RrType type, base::ByteView rdata) {
  const auto named = [type](const base::Error& error) {
    return failure(to_text(type) + " data is not well formed: " + error.message);
  };
  if (rdata.size() > 0xffff) return named({"it is longer than 65535 octets"});
  ByteReader reader(rdata);
  for (const char field : rdata_layout(type)) {
    if (const auto checked = skip_field(field, reader); !checked) return named(checked.error());
  }
  if (reader.remaining() > 0) return named({"octets follow its end"});
  if (const auto checked = check_contents(type, rdata); !checked) return named(checked.error());
  return {};
}

}  // namespace zonecast::dns
