// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ip_address.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>

#include "base/assert.h"

namespace zonecast::base {

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string copy(text);
  if (in_addr v4{}; ::inet_pton(AF_INET, copy.c_str(), &v4) == 1) return from_v4(v4);
  if (in6_addr v6{}; ::inet_pton(AF_INET6, copy.c_str(), &v6) == 1) return from_v6(v6);
  return std::nullopt;
}

IpAddress IpAddress::from_v4(const in_addr& address) {
  IpAddress out;
  std::memcpy(out.octets_.data(), &address, 4);
  return out;
}

IpAddress IpAddress::from_v6(const in6_addr& address) {
  IpAddress out;
  if (IN6_IS_ADDR_V4MAPPED(&address)) {
    std::memcpy(out.octets_.data(), address.s6_addr + 12, 4);
    return out;
  }
  out.family_ = IpFamily::v6;
  std::memcpy(out.octets_.data(), address.s6_addr, 16);
  return out;
}

bool IpAddress::is_loopback() const {
  if (is_v4()) return octets_[0] == 127;
  for (std::size_t i = 0; i < 15; ++i) {
    if (octets_[i] != 0) return false;
  }
  return octets_[15] == 1;
}

bool IpAddress::is_unspecified() const { return octets_ == std::array<std::uint8_t, 16>{}; }

std::string IpAddress::to_text() const {
  char text[INET6_ADDRSTRLEN];
  const int family = is_v4() ? AF_INET : AF_INET6;
  ZC_ASSERT(::inet_ntop(family, octets_.data(), text, sizeof text) != nullptr);
  return text;
}

std::optional<IpPrefix> IpPrefix::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  IpPrefix out(*address);
  if (slash == std::string_view::npos) return out;
  const auto digits = text.substr(slash + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), out.length_);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty())
    return std::nullopt;
  if (out.length_ < 0 || out.length_ > address->bits()) return std::nullopt;
  for (int bit = out.length_; bit < address->bits(); ++bit) {
    if ((address->octets()[bit / 8] >> (7 - bit % 8) & 1) != 0) return std::nullopt;
  }
  return out;
}

bool IpPrefix::contains(const IpAddress& address) const {
  if (address.family() != address_.family()) return false;
  const int whole = length_ / 8;
  if (std::memcmp(address.octets(), address_.octets(), static_cast<std::size_t>(whole)) != 0)
    return false;
  const int rest = length_ % 8;
  if (rest == 0) return true;
  const int shift = 8 - rest;
  return address.octets()[whole] >> shift == address_.octets()[whole] >> shift;
}

std::string IpPrefix::to_text() const {
  return is_single() ? address_.to_text() : address_.to_text() + "/" + std::to_string(length_);
}

std::optional<SocketAddress> SocketAddress::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  if (!address || (host.find(':') != std::string_view::npos) != bracketed) return std::nullopt;
  const auto digits = text.substr(colon + 1);
  unsigned port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port > 65'535)
    return std::nullopt;
  return SocketAddress{*address, static_cast<std::uint16_t>(port)};
}

SocketAddress SocketAddress::from_native(const sockaddr_storage& native) {
  if (native.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &native, sizeof v6);
    return {IpAddress::from_v6(v6.sin6_addr), ntohs(v6.sin6_port)};
  }
  sockaddr_in v4{};
  std::memcpy(&v4, &native, sizeof v4);
  return {IpAddress::from_v4(v4.sin_addr), ntohs(v4.sin_port)};
}

socklen_t SocketAddress::to_native(sockaddr_storage& out) const {
  out = {};
  if (address.is_v4()) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, address.octets(), 4);
    std::memcpy(&out, &v4, sizeof v4);
    return sizeof v4;
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  std::memcpy(&v6.sin6_addr, address.octets(), 16);
  std::memcpy(&out, &v6, sizeof v6);
  return sizeof v6;
}

std::string SocketAddress::to_text() const {
  const auto host = address.is_v4() ? address.to_text() : "[" + address.to_text() + "]";
  return host + ":" + std::to_string(port);
}

}  // namespace zonecast::base
