// SPDX-License-Identifier: GPL-3.0-or-later
// One secondary of very many zones. Knot sends NOTIFY over TCP, one connection each, so both
// transports are taken.
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <unordered_set>

#include "client/connection.h"

namespace bench {

using namespace zonecast;  // NOLINT(google-build-using-namespace): a program's own source

namespace {

constexpr std::size_t batch = 64;
constexpr std::size_t notify_size_max = 2048;

class Sink {
 public:
  /// Makes the message its own answer and returns its size; 0 when it is no NOTIFY.
  std::size_t answer(std::uint8_t* message, std::size_t size) {
    if (size < 17 || (message[2] & 0xf8) != 0x20) return 0;  // opcode NOTIFY, QR clear
    std::size_t end = 12;
    while (end < size && message[end] != 0) end += 1U + message[end];
    if (end + 5 > size) return 0;
    ++packets_;
    const bool is_new =
        zones_.emplace(reinterpret_cast<const char*>(message + 12), end - 12).second;
    if (is_new) {
      const auto now = Time::now();
      if (zones_.size() == 1) first_ = now;
      last_ = now;
    }
    message[2] |= 0x84;  // QR, AA
    message[3] = 0;
    std::memset(message + 6, 0, 6);
    return end + 5;
  }
  std::size_t zones() const { return zones_.size(); }
  void print() const {
    std::printf("{\"zones\":%zu,\"packets\":%llu,\"first_to_last_ms\":%.3f}\n", zones_.size(),
                static_cast<unsigned long long>(packets_),
                std::chrono::duration<double, std::milli>(last_ - first_).count());
  }

 private:
  std::unordered_set<std::string> zones_;
  std::uint64_t packets_ = 0;
  Time::time_point first_{}, last_{};
};

base::FileDescriptor listening(const base::SocketAddress& where, int type) {
  sockaddr_storage native{};
  const auto size = where.to_native(native);
  base::FileDescriptor fd(::socket(native.ss_family, type | SOCK_NONBLOCK, 0));
  const int one = 1;
  const int buffer = 8 << 20;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&native), size) != 0)
    fail("cannot bind " + where.to_text());
  if (type == SOCK_STREAM) ::listen(fd.get(), 4096);
  return fd;
}

void take_datagrams(int fd, Sink& sink) {
  static std::array<std::array<std::uint8_t, notify_size_max>, batch> buffers;
  std::array<sockaddr_storage, batch> peers;
  std::array<iovec, batch> pieces;
  std::array<mmsghdr, batch> messages{};
  for (std::size_t i = 0; i < batch; ++i) {
    pieces[i] = {buffers[i].data(), notify_size_max};
    messages[i].msg_hdr.msg_iov = &pieces[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    messages[i].msg_hdr.msg_name = &peers[i];
    messages[i].msg_hdr.msg_namelen = sizeof peers[i];
  }
  const int got = ::recvmmsg(fd, messages.data(), batch, MSG_DONTWAIT, nullptr);
  unsigned answers = 0;
  for (int i = 0; i < got; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const std::size_t size = sink.answer(buffers[n].data(), messages[n].msg_len);
    if (size == 0) continue;
    pieces[n].iov_len = size;
    messages[answers++].msg_hdr = messages[n].msg_hdr;
  }
  if (answers > 0) ::sendmmsg(fd, messages.data(), answers, 0);
}

/// One framed NOTIFY over TCP; false when the connection is to be closed.
bool take_framed(int fd, Sink& sink) {
  std::array<std::uint8_t, 2 + notify_size_max> buffer;
  const ssize_t got = ::read(fd, buffer.data(), buffer.size());
  if (got < 2) return got < 0 && errno == EAGAIN;
  const std::size_t size = base::load_u16(buffer.data());
  if (static_cast<std::size_t>(got) < 2 + size) return false;  // never seen on loopback
  const std::size_t answer = sink.answer(buffer.data() + 2, size);
  if (answer == 0) return false;
  buffer[0] = static_cast<std::uint8_t>(answer >> 8);
  buffer[1] = static_cast<std::uint8_t>(answer);
  return ::write(fd, buffer.data(), answer + 2) > 0;
}

}  // namespace

int notify_sink(const Arguments& arguments) {
  const auto where = address(at(arguments, 0));
  const auto zones = number(at(arguments, 1));
  const auto seconds = number(at(arguments, 2));
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);

  const auto datagrams = listening(where, SOCK_DGRAM);
  const auto listener = listening(where, SOCK_STREAM);
  std::puts("listening");
  std::fflush(stdout);
  Sink sink;
  std::vector<pollfd> polled{{datagrams.get(), POLLIN, 0}, {listener.get(), POLLIN, 0}};
  const auto begin = Time::now();
  while (sink.zones() < zones && milliseconds_since(begin) < static_cast<double>(seconds) * 1000) {
    ::poll(polled.data(), polled.size(), 100);
    if ((polled[0].revents & POLLIN) != 0) take_datagrams(datagrams.get(), sink);
    for (std::size_t i = 2; i < polled.size();) {
      if (polled[i].revents != 0 && !take_framed(polled[i].fd, sink)) {
        ::close(polled[i].fd);
        polled[i] = polled.back();
        polled.pop_back();
      } else {
        ++i;
      }
    }
    if ((polled[1].revents & POLLIN) != 0) {
      const int fd = ::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK);
      if (fd >= 0) polled.push_back({fd, POLLIN, 0});
    }
  }
  sink.print();
  return 0;
}

}  // namespace bench
