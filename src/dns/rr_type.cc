// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/rr_type.h"

extern "C" {
#include <libknot/descriptor.h>
}

#include <array>
#include <charconv>

namespace zonecast::dns {

std::string to_text(RrType type) {
  std::array<char, 32> text{};
  if (knot_rrtype_to_string(static_cast<std::uint16_t>(type), text.data(), text.size()) > 0) {
    return text.data();
  }
  return "TYPE" + std::to_string(static_cast<unsigned>(type));
}

std::optional<RrType> rr_type_from_text(std::string_view text) {
  // The longest mnemonic has ten letters; the text must be terminated for libknot.
  std::array<char, 16> name{};
  if (text.empty() || text.size() >= name.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\0') return std::nullopt;
    name[i] = static_cast<char>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
  }
  const std::string_view upper(name.data(), text.size());
  if (upper.starts_with("TYPE") && upper.size() > 4) {
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(name.data() + 4, name.data() + text.size(), number);
    if (error != std::errc() || end != name.data() + text.size()) return std::nullopt;
    return static_cast<RrType>(number);
  }
  std::uint16_t number = 0;
  if (knot_rrtype_from_string(name.data(), &number) != 0) return std::nullopt;
  return static_cast<RrType>(number);
}

std::string to_text(Rcode rcode) {
  switch (rcode) {
    case Rcode::noerror:
      return "NOERROR";
    case Rcode::formerr:
      return "FORMERR";
    case Rcode::servfail:
      return "SERVFAIL";
    case Rcode::nxdomain:
      return "NXDOMAIN";
    case Rcode::notimp:
      return "NOTIMP";
    case Rcode::refused:
      return "REFUSED";
    case Rcode::yxdomain:
      return "YXDOMAIN";
    case Rcode::yxrrset:
      return "YXRRSET";
    case Rcode::nxrrset:
      return "NXRRSET";
    case Rcode::notauth:
      return "NOTAUTH";
    case Rcode::notzone:
      return "NOTZONE";
    case Rcode::badvers:
      return "BADVERS";
  }
  return "RCODE" + std::to_string(static_cast<unsigned>(rcode));
}

std::string to_text(Opcode opcode) {
  switch (opcode) {
    case Opcode::query:
      return "QUERY";
    case Opcode::iquery:
      return "IQUERY";
    case Opcode::status:
      return "STATUS";
    case Opcode::notify:
      return "NOTIFY";
    case Opcode::update:
      return "UPDATE";
  }
  return "OPCODE" + std::to_string(static_cast<unsigned>(opcode));
}

bool is_meta(RrType type) {
  const auto number = static_cast<std::uint16_t>(type);
  // RFC 6895 section 3.1: 128-255 are QTYPEs and meta types; OPT is one for historical reasons.
  return number == 0 || type == RrType::opt || (number >= 249 && number <= 255);
}

}  // namespace zonecast::dns
