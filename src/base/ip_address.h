// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses, prefixes and socket addresses. An IPv4-mapped IPv6 address becomes IPv4 on entry, so
// one client has one address whichever socket it came through.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zonecast::base {

enum class IpFamily : std::uint8_t { v4, v6 };

class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0
  static std::optional<IpAddress> parse(std::string_view text);
  static IpAddress from_v4(const in_addr& address);
  static IpAddress from_v6(const in6_addr& address);

  IpFamily family() const { return family_; }
  bool is_v4() const { return family_ == IpFamily::v4; }
  bool is_loopback() const;
  bool is_unspecified() const;
  /// 4 or 16 octets, network order.
  const std::uint8_t* octets() const { return octets_.data(); }
  int bits() const { return is_v4() ? 32 : 128; }
  std::string to_text() const;

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  IpFamily family_ = IpFamily::v4;
  std::array<std::uint8_t, 16> octets_{};
};

/// An address block; a single address is a block of full length.
class IpPrefix {
 public:
  IpPrefix() = default;
  explicit IpPrefix(IpAddress address) : address_(address), length_(address.bits()) {}
  /// "192.0.2.1", "192.0.2.0/24", "2001:db8::/32". Host bits set behind the length are refused.
  static std::optional<IpPrefix> parse(std::string_view text);

  const IpAddress& address() const { return address_; }
  int length() const { return length_; }
  bool is_single() const { return length_ == address_.bits(); }
  bool contains(const IpAddress& address) const;
  /// Without "/32" or "/128".
  std::string to_text() const;

  friend auto operator<=>(const IpPrefix&, const IpPrefix&) = default;

 private:
  IpAddress address_;
  int length_ = 32;
};

struct SocketAddress {
  IpAddress address;
  std::uint16_t port = 0;

  /// "192.0.2.1:53", "[2001:db8::1]:53".
  static std::optional<SocketAddress> parse(std::string_view text);
  static SocketAddress from_native(const sockaddr_storage& native);
  /// Fills `out` and returns its size in octets.
  socklen_t to_native(sockaddr_storage& out) const;
  std::string to_text() const;

  friend auto operator<=>(const SocketAddress&, const SocketAddress&) = default;
};

}  // namespace zonecast::base
