// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/listen_sockets.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace zonecast::server {

namespace {

constexpr int listen_backlog = 1024;
constexpr int udp_receive_buffer = 1 << 20;  // octets; the kernel may give less
constexpr int port_zero_tries = 50;          // a port free for UDP need not be free for TCP

enum class Sharing { first, further };

void set_option(int fd, int level, int name, int value) {
  // Whatever the kernel lacks of these makes the socket less comfortable, not wrong.
  (void)::setsockopt(fd, level, name, &value, sizeof value);
}

std::unexpected<base::Error> socket_failure(const base::SocketAddress& address,
                                            const char* protocol, const char* what, int error) {
  return base::failure(std::string("cannot listen on ") + address.to_text() + " (" + protocol +
                       "): " + what + ": " + std::strerror(error));
}

bool share_port(int fd) {
  const int on = 1;
  return ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
}

base::Result<base::FileDescriptor> bound_socket(const base::SocketAddress& address, int type,
                                                Sharing sharing) {
  const char* protocol = type == SOCK_STREAM ? "TCP" : "UDP";
  const bool v4 = address.address.is_v4();
  base::FileDescriptor fd(
      ::socket(v4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return socket_failure(address, protocol, "socket", errno);
  if (!v4) set_option(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  // Connections of an earlier run may still be in TIME_WAIT. For UDP the option would let others
  // in.
  if (type == SOCK_STREAM) set_option(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1);

  sockaddr_storage native{};
  const socklen_t size = address.to_native(native);
  if (sharing == Sharing::further && !share_port(fd.get())) {
    return socket_failure(address, protocol, "SO_REUSEPORT", errno);
  }
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&native), size) != 0) {
    return socket_failure(address, protocol, "bind", errno);
  }
  if (sharing == Sharing::first && !share_port(fd.get())) {
    return socket_failure(address, protocol, "SO_REUSEPORT", errno);
  }
  return fd;
}

/// Answers must leave from the address that was asked, which a socket bound to all of them has to
/// be told; and DNS over UDP does without path MTU discovery, which others could spoof.
void prepare_udp(int fd, const base::SocketAddress& address) {
  set_option(fd, SOL_SOCKET, SO_RCVBUF, udp_receive_buffer);
  const bool wildcard = address.address.is_unspecified();
  if (address.address.is_v4()) {
    if (wildcard) set_option(fd, IPPROTO_IP, IP_PKTINFO, 1);
    set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT);
  } else {
    if (wildcard) set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    set_option(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_OMIT);
  }
}

base::Result<ListenSocket> open_one(base::SocketAddress address, Sharing sharing) {
  ListenSocket made;
  auto udp = bound_socket(address, SOCK_DGRAM, sharing);
  if (!udp) return std::unexpected(udp.error());
  if (address.port == 0) {
    sockaddr_storage native{};
    socklen_t size = sizeof native;
    if (::getsockname(udp->get(), reinterpret_cast<sockaddr*>(&native), &size) != 0) {
      return socket_failure(address, "UDP", "getsockname", errno);
    }
    address.port = base::SocketAddress::from_native(native).port;
  }
  auto tcp = bound_socket(address, SOCK_STREAM, sharing);
  if (!tcp) return std::unexpected(tcp.error());
  prepare_udp(udp->get(), address);
  if (::listen(tcp->get(), listen_backlog) != 0) {
    return socket_failure(address, "TCP", "listen", errno);
  }
  made.address = address;
  made.udp = std::move(*udp);
  made.tcp = std::move(*tcp);
  return made;
}

base::Result<ListenSocket> open_first(const base::SocketAddress& address) {
  auto made = open_one(address, Sharing::first);
  for (int i = 1; !made && address.port == 0 && i < port_zero_tries; ++i) {
    made = open_one(address, Sharing::first);
  }
  return made;
}

}  // namespace

base::Result<std::vector<std::vector<ListenSocket>>> open_listen_sockets(
    const std::vector<base::SocketAddress>& addresses, unsigned workers) {
  std::vector<std::vector<ListenSocket>> all(workers);
  for (const auto& address : addresses) {
    auto first = open_first(address);
    if (!first) return std::unexpected(first.error());
    const base::SocketAddress real = first->address;
    all[0].push_back(std::move(*first));
    for (unsigned worker = 1; worker < workers; ++worker) {
      auto further = open_one(real, Sharing::further);
      if (!further) return std::unexpected(further.error());
      all[worker].push_back(std::move(*further));
    }
  }
  return all;
}

}  // namespace zonecast::server
