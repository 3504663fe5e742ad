// SPDX-License-Identifier: GPL-3.0-or-later
#include "notify/notify_socket.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace zonecast::notify {
namespace {

constexpr std::size_t batch_size = 64;
constexpr std::size_t answer_octets_max = 4096;
constexpr int buffer_octets = 4 << 20;  // answers to a thousand NOTIFYs may come together

}  // namespace

struct NotifySocket::Batch {
  std::array<mmsghdr, batch_size> headers;
  std::array<iovec, batch_size> pieces;
  std::array<sockaddr_storage, batch_size> peers;
  std::array<std::array<std::uint8_t, answer_octets_max>, batch_size> octets;
};

NotifySocket::NotifySocket(base::FileDescriptor fd)
    : fd_(std::move(fd)), batch_(std::make_unique_for_overwrite<Batch>()) {}
NotifySocket::NotifySocket(NotifySocket&&) noexcept = default;
NotifySocket& NotifySocket::operator=(NotifySocket&&) noexcept = default;
NotifySocket::~NotifySocket() = default;

base::Result<NotifySocket> NotifySocket::open(const base::IpAddress& source) {
  const auto failed = [&source] {
    return base::failure("cannot send NOTIFY from " + source.to_text() + ": " +
                         std::strerror(errno));
  };
  const int family = source.is_v4() ? AF_INET : AF_INET6;
  base::FileDescriptor fd(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return failed();
  const int yes = 1;
  if (family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &buffer_octets, sizeof buffer_octets);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUF, &buffer_octets, sizeof buffer_octets);
  sockaddr_storage native{};
  const auto size = base::SocketAddress{source, 0}.to_native(native);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&native), size) != 0) return failed();
  return NotifySocket(std::move(fd));
}

base::SocketAddress NotifySocket::local_address() const {
  sockaddr_storage native{};
  socklen_t size = sizeof native;
  if (::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&native), &size) != 0) return {};
  return base::SocketAddress::from_native(native);
}

std::size_t NotifySocket::send(std::span<const Datagram> datagrams) {
  auto& batch = *batch_;
  std::size_t done = 0;
  while (done < datagrams.size()) {
    const auto count = std::min(batch_size, datagrams.size() - done);
    for (std::size_t i = 0; i < count; ++i) {
      const auto& datagram = datagrams[done + i];
      batch.peers[i] = {};
      const auto size = datagram.peer.to_native(batch.peers[i]);
      batch.pieces[i] = {const_cast<std::uint8_t*>(datagram.octets.data()), datagram.octets.size()};
      batch.headers[i] = {};
      batch.headers[i].msg_hdr.msg_name = &batch.peers[i];
      batch.headers[i].msg_hdr.msg_namelen = size;
      batch.headers[i].msg_hdr.msg_iov = &batch.pieces[i];
      batch.headers[i].msg_hdr.msg_iovlen = 1;
    }
    const int sent = ::sendmmsg(fd_.get(), batch.headers.data(), static_cast<unsigned>(count), 0);
    if (sent > 0) {
      done += static_cast<std::size_t>(sent);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) {
      break;
    } else if (errno != EINTR) {
      ++done;  // the error is that of the first
    }
  }
  return done;
}

bool NotifySocket::receive(
    const std::function<void(const base::SocketAddress&, base::ByteView)>& receive) {
  auto& batch = *batch_;
  for (std::size_t i = 0; i < batch_size; ++i) {
    batch.pieces[i] = {batch.octets[i].data(), batch.octets[i].size()};
    batch.headers[i] = {};
    batch.headers[i].msg_hdr.msg_name = &batch.peers[i];
    batch.headers[i].msg_hdr.msg_namelen = sizeof batch.peers[i];
    batch.headers[i].msg_hdr.msg_iov = &batch.pieces[i];
    batch.headers[i].msg_hdr.msg_iovlen = 1;
  }
  int count = -1;
  // An ICMP error waiting on the socket comes out once, in place of data; what lies behind it is
  // good.
  for (int attempts = 0; count < 0 && attempts < 16; ++attempts) {
    count = ::recvmmsg(fd_.get(), batch.headers.data(), batch_size, MSG_DONTWAIT, nullptr);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
  }
  for (int i = 0; i < count; ++i) {
    const auto& header = batch.headers[static_cast<std::size_t>(i)];
    if ((header.msg_hdr.msg_flags & MSG_TRUNC) != 0) continue;
    receive(base::SocketAddress::from_native(batch.peers[static_cast<std::size_t>(i)]),
            {batch.octets[static_cast<std::size_t>(i)].data(), header.msg_len});
  }
  return count > 0;
}

}  // namespace zonecast::notify
