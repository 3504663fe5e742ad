// SPDX-License-Identifier: GPL-3.0-or-later
// DNS clients on real sockets, for the tests of the server.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/bytes.h"
#include "base/file_descriptor.h"
#include "base/ip_address.h"

namespace zonecast::server::testing {

inline constexpr int patience_ms =
    20'000;  // for a loaded machine; nothing waits that long when right

inline base::FileDescriptor connected(const base::SocketAddress& server, int type) {
  base::FileDescriptor fd(
      ::socket(server.address.is_v4() ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0));
  sockaddr_storage native{};
  const socklen_t size = server.to_native(native);
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&native), size) != 0) {
    ADD_FAILURE() << "cannot connect to " << server.to_text() << ": " << std::strerror(errno);
  }
  return fd;
}

inline bool readable(int fd, int timeout_ms = patience_ms) {
  pollfd watched{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&watched, 1, timeout_ms) == 1;
}

class UdpClient {
 public:
  explicit UdpClient(const base::SocketAddress& server) : socket_(connected(server, SOCK_DGRAM)) {}

  void send(base::ByteView message) {
    EXPECT_EQ(::send(socket_.get(), message.data(), message.size(), 0),
              static_cast<ssize_t>(message.size()));
  }
  /// Empty when nothing comes.
  base::Bytes receive(int timeout_ms = patience_ms) {
    base::Bytes datagram(65'536);
    if (!readable(socket_.get(), timeout_ms)) return {};
    const ssize_t size = ::recv(socket_.get(), datagram.data(), datagram.size(), 0);
    datagram.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return datagram;
  }

 private:
  base::FileDescriptor socket_;
};

class TcpClient {
 public:
  explicit TcpClient(const base::SocketAddress& server) : socket_(connected(server, SOCK_STREAM)) {}

  int fd() const { return socket_.get(); }
  static base::Bytes framed(base::ByteView message) {
    base::Bytes wire;
    base::append_u16(wire, static_cast<std::uint16_t>(message.size()));
    base::append(wire, message);
    return wire;
  }
  void send_raw(base::ByteView octets) {
    while (!octets.empty()) {
      const ssize_t sent = ::send(socket_.get(), octets.data(), octets.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      octets = octets.subspan(static_cast<std::size_t>(sent));
    }
  }
  void send(base::ByteView message) { send_raw(framed(message)); }
  void shut_sending() { ::shutdown(socket_.get(), SHUT_WR); }
  /// Closes at once, so that the server meets a reset.
  void vanish() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.reset();
  }

  /// The next message; empty at the end of the stream, or when nothing comes.
  base::Bytes receive() {
    std::uint8_t length[2];
    if (!read_exactly(length, 2)) return {};
    base::Bytes message(base::load_u16(length));
    if (!read_exactly(message.data(), message.size())) return {};
    return message;
  }
  /// The server has closed in order: no reset, nothing left unread.
  bool at_end() {
    std::uint8_t octet;
    return readable(socket_.get()) && ::recv(socket_.get(), &octet, 1, 0) == 0;
  }

 private:
  bool read_exactly(std::uint8_t* out, std::size_t size) {
    while (size > 0) {
      if (!readable(socket_.get())) return false;
      const ssize_t got = ::recv(socket_.get(), out, size, 0);
      if (got <= 0) return false;
      out += got;
      size -= static_cast<std::size_t>(got);
    }
    return true;
  }

  base::FileDescriptor socket_;
};

/// Waits until `holds` does; false when it never does.
template <typename Condition>
bool eventually(Condition holds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace zonecast::server::testing
