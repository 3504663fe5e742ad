// SPDX-License-Identifier: GPL-3.0-or-later
// A window of outstanding queries on each of a few connected sockets, each answer replaced by the
// next query, in batches: what a busy server sees. The client takes one thread.
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "client/connection.h"
#include "dns/message_writer.h"
#include "dns/rr_type.h"

namespace bench {

using namespace zonecast;  // NOLINT(google-build-using-namespace): a program's own source

namespace {

constexpr std::size_t batch = 32;
constexpr std::size_t answer_size_max = 4096;

/// One query a line, "NAME TYPE", as messages.
std::vector<base::Bytes> read_queries(const std::string& path) {
  std::ifstream in(path);
  std::vector<base::Bytes> out;
  std::string owner, type;
  while (in >> owner >> type) {
    const auto parsed = dns::rr_type_from_text(type);
    if (!parsed) fail("unknown type " + type);
    dns::MessageWriter writer;
    dns::Header header;
    header.id = static_cast<std::uint16_t>(out.size());
    writer.start(header);
    const auto qname = name(owner);
    writer.question({qname, *parsed, dns::RrClass::in});
    const auto wire = writer.finish();
    out.emplace_back(wire.begin(), wire.end());
  }
  if (out.empty()) fail(path + ": no queries");
  return out;
}

struct Totals {
  std::uint64_t sent = 0, answered = 0, octets = 0;
  std::array<std::uint64_t, 16> rcodes{};
};

class Window {
 public:
  Window(base::FileDescriptor fd, const std::vector<base::Bytes>& queries, std::size_t first)
      : fd_(std::move(fd)), queries_(queries), next_(first % queries.size()) {}

  int fd() const { return fd_.get(); }

  void send(std::size_t count, Totals& totals) {
    while (count > 0) {
      const std::size_t now = std::min(count, batch);
      std::array<mmsghdr, batch> messages{};
      std::array<iovec, batch> pieces;
      for (std::size_t i = 0; i < now; ++i) {
        const base::Bytes& query = queries_[next_];
        if (++next_ == queries_.size()) next_ = 0;
        pieces[i] = {const_cast<std::uint8_t*>(query.data()), query.size()};
        messages[i].msg_hdr.msg_iov = &pieces[i];
        messages[i].msg_hdr.msg_iovlen = 1;
      }
      const int put = ::sendmmsg(fd_.get(), messages.data(), static_cast<unsigned>(now), 0);
      if (put <= 0) return;
      totals.sent += static_cast<std::uint64_t>(put);
      count -= static_cast<std::size_t>(put);
    }
  }

  std::size_t receive(Totals& totals) {
    std::array<mmsghdr, batch> messages{};
    std::array<iovec, batch> pieces;
    for (std::size_t i = 0; i < batch; ++i) {
      pieces[i] = {buffers_[i].data(), answer_size_max};
      messages[i].msg_hdr.msg_iov = &pieces[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
    const int got = ::recvmmsg(fd_.get(), messages.data(), batch, MSG_DONTWAIT, nullptr);
    if (got <= 0) return 0;
    for (int i = 0; i < got; ++i) {
      totals.octets += messages[static_cast<std::size_t>(i)].msg_len;
      ++totals.rcodes[buffers_[static_cast<std::size_t>(i)][3] & 15];
    }
    totals.answered += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }

 private:
  base::FileDescriptor fd_;
  const std::vector<base::Bytes>& queries_;
  std::size_t next_;
  std::array<std::array<std::uint8_t, answer_size_max>, batch> buffers_;
};

}  // namespace

int queries(const Arguments& arguments) {
  const auto server = address(at(arguments, 0));
  const auto messages = read_queries(at(arguments, 1));
  const auto seconds = number(at(arguments, 2));
  const std::size_t sockets = arguments.size() > 3 ? number(arguments[3]) : 8;
  const std::size_t window = arguments.size() > 4 ? number(arguments[4]) : 16;

  std::vector<Window> windows;
  std::vector<pollfd> polled;
  windows.reserve(sockets);
  for (std::size_t i = 0; i < sockets; ++i) {
    windows.emplace_back(connect_to(server, SOCK_DGRAM), messages, i * messages.size() / sockets);
    polled.push_back({windows.back().fd(), POLLIN, 0});
  }
  Totals totals;
  const auto begin = Time::now();
  for (Window& each : windows) each.send(window, totals);
  while (milliseconds_since(begin) < static_cast<double>(seconds) * 1000) {
    if (::poll(polled.data(), polled.size(), 200) == 0) {
      for (Window& each : windows) each.send(window, totals);  // all that was out is lost
      continue;
    }
    for (std::size_t i = 0; i < windows.size(); ++i) {
      if ((polled[i].revents & POLLIN) == 0) continue;
      const std::size_t got = windows[i].receive(totals);
      windows[i].send(got, totals);
    }
  }
  const double wall_ms = milliseconds_since(begin);
  std::printf(
      "{\"wall_ms\":%.3f,\"sent\":%llu,\"answered\":%llu,\"octets\":%llu,\"noerror\":%llu,"
      "\"nxdomain\":%llu}\n",
      wall_ms, static_cast<unsigned long long>(totals.sent),
      static_cast<unsigned long long>(totals.answered),
      static_cast<unsigned long long>(totals.octets),
      static_cast<unsigned long long>(totals.rcodes[0]),
      static_cast<unsigned long long>(totals.rcodes[3]));
  return 0;
}

}  // namespace bench
