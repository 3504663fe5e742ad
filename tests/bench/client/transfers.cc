// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <thread>

#include "client/connection.h"

namespace bench {

using namespace zonecast;  // NOLINT(google-build-using-namespace): a program's own source

namespace {

struct Received {
  std::uint64_t octets = 0, messages = 0, records = 0;
  double milliseconds = 0;
};

Received transfer(const base::SocketAddress& server, const base::Bytes& query,
                  std::uint64_t records) {
  std::vector<std::uint8_t> buffer(1 << 20);
  Received out;
  const auto begin = Time::now();
  const auto fd = connect_to(server, SOCK_STREAM);
  write_all(fd.get(), query);
  std::size_t held = 0;
  while (out.records < records) {
    const ssize_t got = ::read(fd.get(), buffer.data() + held, buffer.size() - held);
    if (got <= 0) fail("connection ended after " + std::to_string(out.records) + " records");
    held += static_cast<std::size_t>(got);
    std::size_t at = 0;
    while (held - at >= 2) {
      const std::size_t size = base::load_u16(&buffer[at]);
      if (held - at < 2 + size) break;
      if (size < 12) fail("a message without a header");
      if ((buffer[at + 5] & 15) != 0) fail("RCODE " + std::to_string(buffer[at + 5] & 15));
      out.records += base::load_u16(&buffer[at + 8]);
      ++out.messages;
      at += 2 + size;
    }
    out.octets += at;
    std::memmove(buffer.data(), buffer.data() + at, held - at);
    held -= at;
  }
  out.milliseconds = milliseconds_since(begin);
  if (out.records != records)
    fail(std::to_string(out.records) + " records, expected " + std::to_string(records));
  return out;
}

Received raw_transfer(const base::SocketAddress& server, std::uint64_t octets) {
  std::vector<std::uint8_t> buffer(1 << 20);
  Received out;
  const auto begin = Time::now();
  const auto fd = connect_to(server, SOCK_STREAM);
  while (out.octets < octets) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got <= 0) fail("raw connection ended early");
    out.octets += static_cast<std::size_t>(got);
  }
  out.milliseconds = milliseconds_since(begin);
  return out;
}

void print(double wall_ms, const Received& each) {
  std::printf("{\"wall_ms\":%.4f,\"octets\":%llu,\"messages\":%llu,\"records\":%llu}\n", wall_ms,
              static_cast<unsigned long long>(each.octets),
              static_cast<unsigned long long>(each.messages),
              static_cast<unsigned long long>(each.records));
}

template <typename Run>
void run_clients(std::size_t clients, const Run& run) {
  std::vector<Received> results(clients);
  std::vector<std::thread> threads;
  const auto begin = Time::now();
  for (auto& result : results) threads.emplace_back([&result, &run] { result = run(); });
  for (auto& thread : threads) thread.join();
  const double wall_ms = milliseconds_since(begin);
  print(clients == 1 ? results[0].milliseconds : wall_ms, results[0]);
}

/// Writes `octets` to each of `clients` connections in 64 KiB pieces, in a child process.
base::SocketAddress start_raw_sender(std::uint64_t octets, std::size_t clients) {
  const base::FileDescriptor listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_storage native{};
  const auto size = address("127.0.0.1:0").to_native(native);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&native), size) != 0)
    fail("cannot bind");
  ::listen(listener.get(), static_cast<int>(clients));
  socklen_t length = sizeof native;
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&native), &length);
  if (::fork() == 0) {
    const std::vector<std::uint8_t> piece(64 * 1024, 0x5a);
    std::vector<std::thread> senders;
    for (std::size_t i = 0; i < clients; ++i) {
      const int fd = ::accept(listener.get(), nullptr, nullptr);
      senders.emplace_back([fd, octets, &piece] {
        for (std::uint64_t sent = 0; sent < octets;) {
          const ssize_t put =
              ::write(fd, piece.data(), std::min<std::uint64_t>(piece.size(), octets - sent));
          if (put <= 0) break;
          sent += static_cast<std::uint64_t>(put);
        }
        ::close(fd);
      });
    }
    for (auto& sender : senders) sender.join();
    ::_exit(0);
  }
  return base::SocketAddress::from_native(native);
}

}  // namespace

int axfr(const Arguments& arguments) {
  const auto server = address(at(arguments, 0));
  const auto zone = name(at(arguments, 1));
  const auto records = number(at(arguments, 2));
  const std::size_t clients = arguments.size() > 3 ? number(arguments[3]) : 1;
  const auto query =
      transfer_query(zone, std::nullopt, key(arguments.size() > 4 ? arguments[4] : ""));
  run_clients(clients, [&] { return transfer(server, query.framed, records); });
  return 0;
}

int ixfr(const Arguments& arguments) {
  const auto server = address(at(arguments, 0));
  const auto zone = name(at(arguments, 1));
  const dns::Serial from(static_cast<std::uint32_t>(number(at(arguments, 2))));
  const auto records = number(at(arguments, 3));
  const auto query = transfer_query(zone, from, key(arguments.size() > 5 ? arguments[5] : ""));
  std::vector<double> walls;
  Received last;
  for (auto times = number(at(arguments, 4)); times > 0; --times) {
    last = transfer(server, query.framed, records);
    walls.push_back(last.milliseconds);
  }
  std::sort(walls.begin(), walls.end());
  print(walls.at(walls.size() / 2), last);
  return 0;
}

int raw(const Arguments& arguments) {
  const auto octets = number(at(arguments, 0));
  const std::size_t clients = arguments.size() > 1 ? number(arguments[1]) : 1;
  const auto sender = start_raw_sender(octets, clients);
  run_clients(clients, [&] { return raw_transfer(sender, octets); });
  return 0;
}

}  // namespace bench
