// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/secondary_address.h"

#include <algorithm>
#include <charconv>

namespace zonecast::api::v1 {
namespace {

std::unexpected<WrongInput> wrong(std::string code, std::string message) {
  return std::unexpected(WrongInput{std::move(code), std::move(message)});
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Octal, hexadecimal or one whole number: spellings that programs read differently.
bool is_guesswork_ipv4(std::string_view text) {
  bool guesswork = std::ranges::all_of(text, is_digit);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('.'), text.size());
    const std::string_view number = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool hexadecimal = number.starts_with("0x") || number.starts_with("0X");
    const std::string_view digits = hexadecimal ? number.substr(2) : number;
    if (digits.empty() || !std::ranges::all_of(digits, hexadecimal ? is_hex_digit : is_digit))
      return false;
    if (hexadecimal || (number.size() > 1 && number[0] == '0')) guesswork = true;
  }
  return guesswork;
}

base::Result<base::IpAddress, WrongInput> address_of(std::string_view text) {
  if (const auto address = base::IpAddress::parse(text)) return *address;
  if (text.find('%') != std::string_view::npos) {
    return wrong("link_local", "An address with an interface (%) is not supported");
  }
  if (text.find(':') != std::string_view::npos)
    return wrong("invalid_address", "Not a valid IPv6 address");
  if (is_guesswork_ipv4(text)) {
    return wrong("invalid_address", "Write IPv4 as four plain decimal numbers");
  }
  if (text.find_first_not_of("0123456789.-") == std::string_view::npos) {
    return wrong("invalid_address", "Not a valid IPv4 address");
  }
  return wrong("not_an_address", "Enter an address, not a name");
}

/// `address` with the bits behind `length` cleared.
base::IpAddress network_of(const base::IpAddress& address, int length) {
  in6_addr native{};
  auto* octets = reinterpret_cast<std::uint8_t*>(&native);
  for (int bit = 0; bit < length; ++bit) {
    octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] |
                                                (address.octets()[bit / 8] & (0x80 >> bit % 8)));
  }
  if (!address.is_v4()) return base::IpAddress::from_v6(native);
  in_addr native_v4{};
  std::copy_n(octets, 4, reinterpret_cast<std::uint8_t*>(&native_v4));
  return base::IpAddress::from_v4(native_v4);
}

base::Result<base::IpPrefix, WrongInput> block_of(std::string_view text) {
  if (const auto prefix = base::IpPrefix::parse(text)) return *prefix;
  const std::size_t slash = text.find('/');
  const auto address = address_of(text.substr(0, slash));
  if (!address) return std::unexpected(address.error());
  const std::string_view digits = text.substr(slash + 1);
  int length = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (error != std::errc() || end != digits.data() + digits.size() || length < 0 ||
      length > address->bits()) {
    return wrong("invalid_address",
                 "The prefix length must be 0 to " + std::to_string(address->bits()));
  }
  return wrong("host_bits_set", "Did you mean " + network_of(*address, length).to_text() + "/" +
                                    std::to_string(length) + "?");
}

bool is_group(const base::IpAddress& address) {
  const auto* octets = address.octets();
  if (!address.is_v4()) return octets[0] == 0xff;
  const bool multicast = octets[0] >= 224 && octets[0] < 240;
  return multicast ||
         std::all_of(octets, octets + 4, [](std::uint8_t octet) { return octet == 255; });
}

bool is_link_local_v6(const base::IpAddress& address) {
  return !address.is_v4() && address.octets()[0] == 0xfe && (address.octets()[1] & 0xc0) == 0x80;
}

/// Full-width (U+FF10), Arabic-Indic (U+0660) and Extended Arabic-Indic digits (U+06F0) as ASCII.
std::string ascii_digits(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = [&](std::size_t ahead) {
      return i + ahead < text.size() ? static_cast<std::uint8_t>(text[i + ahead]) : 0;
    };
    if (octet(0) == 0xef && octet(1) == 0xbc && octet(2) >= 0x90 && octet(2) <= 0x99) {
      out += static_cast<char>('0' + octet(2) - 0x90);
      i += 2;
    } else if (octet(0) == 0xd9 && octet(1) >= 0xa0 && octet(1) <= 0xa9) {
      out += static_cast<char>('0' + octet(1) - 0xa0);
      i += 1;
    } else if (octet(0) == 0xdb && octet(1) >= 0xb0 && octet(1) <= 0xb9) {
      out += static_cast<char>('0' + octet(1) - 0xb0);
      i += 1;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

base::Result<base::IpPrefix, WrongInput> secondary_address(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return wrong("required", "An address is needed");
  if (text.find('/') != std::string_view::npos) return block_of(text);
  const auto address = address_of(text);
  if (!address) return std::unexpected(address.error());
  if (address->is_unspecified() || is_group(*address)) {
    return wrong("not_a_server", "Not the address of a server");
  }
  if (is_link_local_v6(*address)) {
    return wrong("link_local", "Link-local needs an interface: " + address->to_text() + "%eth0");
  }
  return base::IpPrefix(*address);
}

base::Result<std::uint16_t, WrongInput> secondary_port(const json::Value& value) {
  auto number = value.integer();
  if (const auto* text = value.string()) {
    const auto digits = ascii_digits(trimmed(*text));
    if (digits.empty()) return std::uint16_t{53};
    number = json::Value(digits).integer();
  }
  if (!number || *number < 1 || *number > 65'535)
    return wrong("out_of_range", "Port must be 1 to 65535");
  return static_cast<std::uint16_t>(*number);
}

}  // namespace zonecast::api::v1
