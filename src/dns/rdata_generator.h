// SPDX-License-Identifier: GPL-3.0-or-later
// Well-formed RDATA of every type, for property tests.
#pragma once

#include <rapidcheck.h>

#include <algorithm>

#include "dns/name_generator.h"
#include "dns/rdata_layout.h"

namespace zonecast::dns {

inline base::Bytes any_octets(int least, int most) {
  return *rc::gen::container<base::Bytes>(
      static_cast<std::size_t>(*rc::gen::inRange(least, most + 1)),
      rc::gen::arbitrary<std::uint8_t>());
}

inline void append_any_string(base::Bytes& out, int least) {
  const auto text = any_octets(least, 12);
  base::append_u8(out, static_cast<std::uint8_t>(text.size()));
  base::append(out, text);
}

inline void append_any_bitmap(base::Bytes& out, int least) {
  const int windows = *rc::gen::inRange(least, 3);
  int window = 0;
  for (int i = 0; i < windows; ++i, ++window) {
    window += *rc::gen::inRange(0, 120);
    auto octets = any_octets(1, 32);
    if (octets.back() == 0) octets.back() = 1;
    base::append_u8(out, static_cast<std::uint8_t>(window));
    base::append_u8(out, static_cast<std::uint8_t>(octets.size()));
    base::append(out, octets);
  }
}

/// Of types whose layout says only "rest".
inline void append_any_rest(base::Bytes& out, RrType type) {
  const auto gateway = [&out](std::uint8_t kind) {
    if (kind == 1) base::append(out, any_octets(4, 4));
    if (kind == 2) base::append(out, any_octets(16, 16));
    if (kind == 3) base::append(out, (*rc::gen::arbitrary<Name>()).wire());
  };
  switch (type) {
    case RrType::apl:
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        const bool v4 = *rc::gen::arbitrary<bool>();
        auto address = any_octets(0, v4 ? 4 : 16);
        while (!address.empty() && address.back() == 0) address.pop_back();
        base::append_u16(out, v4 ? 1 : 2);
        base::append_u8(out, static_cast<std::uint8_t>(*rc::gen::inRange(0, v4 ? 33 : 129)));
        const unsigned negation = *rc::gen::element(0U, 0x80U);
        base::append_u8(out, static_cast<std::uint8_t>(address.size() | negation));
        base::append(out, address);
      }
      break;
    case RrType::loc: {
      base::append_u8(out, 0);
      for (int i = 0; i < 3; ++i) {
        const auto mantissa = *rc::gen::inRange(0, 10);
        const auto exponent = mantissa == 0 ? 0 : *rc::gen::inRange(0, 10);
        base::append_u8(out, static_cast<std::uint8_t>(mantissa << 4 | exponent));
      }
      for (const std::int64_t degrees : {90, 180}) {
        const auto angle =
            *rc::gen::inRange<std::int64_t>(-degrees * 3'600'000, degrees * 3'600'000 + 1);
        base::append_u32(out, static_cast<std::uint32_t>((std::int64_t{1} << 31) + angle));
      }
      base::append_u32(out, *rc::gen::arbitrary<std::uint32_t>());
      break;
    }
    case RrType::ipseckey: {
      const auto kind = static_cast<std::uint8_t>(*rc::gen::inRange(0, 4));
      const auto algorithm = static_cast<std::uint8_t>(*rc::gen::inRange(1, 4));
      base::append(out, base::Bytes{10, kind, algorithm});
      gateway(kind);
      base::append(out, any_octets(1, 40));
      break;
    }
    case RrType::amtrelay: {
      const auto kind = static_cast<std::uint8_t>(*rc::gen::inRange(0, 4));
      base::append(out, base::Bytes{10, kind});
      gateway(kind);
      break;
    }
    case RrType::hip:
      base::append(out, base::Bytes{2, 2, 0, 1, 0xaa, 0xbb, 0xcc});
      gateway(static_cast<std::uint8_t>(*rc::gen::element(0, 3)));
      break;
    case RrType::a6:
      base::append_u8(out, 128);
      base::append(out, (*rc::gen::arbitrary<Name>()).wire());
      break;
    case RrType::svcb:
    case RrType::https: {
      if (base::load_u16(out.data()) == 0) break;
      const auto parameter = [&out](std::uint16_t key, const base::Bytes& value) {
        base::append_u16(out, key);
        base::append_u16(out, static_cast<std::uint16_t>(value.size()));
        base::append(out, value);
      };
      const auto chosen = [] { return *rc::gen::arbitrary<bool>(); };
      const bool alpn = chosen();
      const bool port = chosen();
      if (alpn && port && chosen()) parameter(0, {0, 1, 0, 3});
      if (alpn) {
        base::Bytes ids;
        for (int i = *rc::gen::inRange(1, 4); i > 0; --i) append_any_string(ids, 1);
        parameter(1, ids);
        if (chosen()) parameter(2, {});
      }
      if (port) parameter(3, any_octets(2, 2));
      if (chosen()) parameter(4, any_octets(4, 4));
      if (chosen()) parameter(5, any_octets(1, 20));
      if (chosen()) parameter(6, any_octets(32, 32));
      if (chosen())
        parameter(static_cast<std::uint16_t>(*rc::gen::inRange(100, 65535)), any_octets(0, 20));
      break;
    }
    case RrType::nxt:
      base::append(out, base::Bytes{0x40});
      break;
    default:
      base::append(out, any_octets(0, 20));
  }
}

/// Made to pass the checks that a layout cannot express.
inline void make_meaningful(base::Bytes& out, RrType type) {
  const auto resize_for = [&out](std::uint8_t kind, std::uint8_t wanted, std::size_t size) {
    if (kind == wanted) out.resize(size, 0x5a);
  };
  switch (type) {
    case RrType::ds:
    case RrType::cds:
    case RrType::ta:
    case RrType::dlv:
      resize_for(out[3], 1, 4 + 20);
      resize_for(out[3], 2, 4 + 32);
      resize_for(out[3], 3, 4 + 32);
      resize_for(out[3], 4, 4 + 48);
      break;
    case RrType::sshfp:
      resize_for(out[1], 1, 2 + 20);
      resize_for(out[1], 2, 2 + 32);
      break;
    case RrType::zonemd:
      out.resize(std::max<std::size_t>(out.size(), 6 + 12), 0x5a);
      resize_for(out[5], 1, 6 + 48);
      resize_for(out[5], 2, 6 + 64);
      break;
    case RrType::caa:
      for (std::size_t i = 0; i < out[1]; ++i) {
        out[2 + i] = static_cast<std::uint8_t>('a' + out[2 + i] % 26);
      }
      break;
    case RrType::wks:
      out.push_back(1);
      break;
    case RrType::key:
      out[0] &= 0x3f;
      out.push_back(1);
      break;
    case RrType::rkey:
      out[0] = out[1] = 0;
      break;
    case RrType::atma:
      out = {1, '4', '9'};
      break;
    case RrType::sig:
    case RrType::rrsig:
      out[3] |= 0x80;  // labels: more than a signer can have
      break;
    case RrType::nsec3:
      out[0] |= 2;
      break;
    case RrType::naptr:
      out = {0, 1, 0, 2, 1, 'u', 0, 6, '!', 'a', '!', 'b', '!', 'i', 0};
      break;
    case RrType::x25:
      out = {4, '3', '1', '3', '7'};
      break;
    case RrType::isdn:
      out = {2, '4', '9'};
      break;
    case RrType::gpos:
      out = {1, '1', 1, '2', 1, '3'};
      break;
    default:
      break;
  }
}

inline base::Bytes any_rdata(RrType type) {
  base::Bytes out;
  for (const char field : rdata_layout(type)) {
    switch (field) {
      case 'n':
        base::append(out, (*rc::gen::arbitrary<Name>()).wire());
        break;
      case 's':
        append_any_string(out, 0);
        break;
      case 't':
        append_any_string(out, 1);
        break;
      case 'S':
        for (int i = *rc::gen::inRange(1, 4); i > 0; --i) append_any_string(out, 0);
        break;
      case 'A':
        base::append(out, any_octets(16, 16));
        break;
      case 'b':
        append_any_bitmap(out, 0);
        break;
      case 'B':
        append_any_bitmap(out, 1);
        break;
      case 'R':
        base::append(out, any_octets(1, 80));
        break;
      case 'r':
        append_any_rest(out, type);
        break;
      default:
        base::append(out, any_octets(field - '0', field - '0'));
    }
  }
  make_meaningful(out, type);
  return out;
}

/// Every type with a layout of its own, and some without.
inline std::vector<RrType> types_to_try() {
  std::vector<RrType> types;
  for (std::uint16_t number = 1; number <= 110; ++number)
    types.push_back(static_cast<RrType>(number));
  for (std::uint16_t number = 256; number <= 263; ++number)
    types.push_back(static_cast<RrType>(number));
  types.insert(types.end(), {RrType::ta, RrType::dlv, RrType{65280}});
  std::erase_if(types, is_meta);
  return types;
}

}  // namespace zonecast::dns
