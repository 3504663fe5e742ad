// SPDX-License-Identifier: GPL-3.0-or-later
// Times zone transfers without being the bottleneck: reads into one large buffer, walks the
// two-octet lengths, sums ANCOUNT and stops at the known count. Parses nothing else; a second,
// untimed pass does.
//
//   bench_client axfr ADDRESS:PORT ZONE RECORDS [CLIENTS [KEY_NAME:HASH:SECRET]]
//   bench_client raw BYTES [CLIENTS]       the same bytes through loopback by plain write(), for
//   the limit
//
// Prints one line of JSON: wall milliseconds from connect() to the last record, octets, messages.
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "base/file_descriptor.h"
#include "base/ip_address.h"
#include "dns/message_writer.h"
#include "dns/tsig.h"

namespace {

using namespace zonecast;  // NOLINT(google-build-using-namespace): a program, not a header
using Time = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "bench_client: %s\n", why.c_str());
  std::exit(1);
}

struct Received {
  std::uint64_t octets = 0, messages = 0, records = 0;
  double milliseconds = 0;
};

base::FileDescriptor connect_to(const base::SocketAddress& server) {
  sockaddr_storage native{};
  const auto size = server.to_native(native);
  base::FileDescriptor fd(::socket(native.ss_family, SOCK_STREAM, 0));
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&native), size) != 0) {
    fail(server.to_text() + ": " + std::strerror(errno));
  }
  const int one = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

base::Bytes axfr_query(const dns::Name& zone, const dns::TsigKeyRef& key) {
  dns::MessageWriter writer;
  dns::Header header;
  header.id = 0x1234;
  writer.start(header);
  writer.question({zone, dns::RrType::axfr, dns::RrClass::in});
  const auto wire = writer.finish();
  base::Bytes message(wire.begin(), wire.end());
  if (key) {
    base::Bytes tsig;
    const base::ByteView pieces[] = {message};
    dns::TsigSigner::for_request(key).sign(pieces, static_cast<std::uint64_t>(::time(nullptr)),
                                           tsig);
    base::append(message, tsig);
    message[11] = 1;  // ARCOUNT
  }
  base::Bytes out;
  base::append_u16(out, static_cast<std::uint16_t>(message.size()));
  base::append(out, message);
  return out;
}

Received transfer(const base::SocketAddress& server, const base::Bytes& query,
                  std::uint64_t records) {
  std::vector<std::uint8_t> buffer(1 << 20);
  Received out;
  const auto begin = Time::now();
  const auto fd = connect_to(server);
  if (::write(fd.get(), query.data(), query.size()) != static_cast<ssize_t>(query.size()))
    fail("short write");
  std::size_t held = 0;
  while (out.records < records) {
    const ssize_t got = ::read(fd.get(), buffer.data() + held, buffer.size() - held);
    if (got <= 0) fail("connection ended after " + std::to_string(out.records) + " records");
    held += static_cast<std::size_t>(got);
    std::size_t at = 0;
    while (held - at >= 2) {
      const std::size_t size = base::load_u16(&buffer[at]);
      if (held - at < 2 + size) break;
      if ((buffer[at + 5] & 15) != 0) fail("RCODE " + std::to_string(buffer[at + 5] & 15));
      out.records += base::load_u16(&buffer[at + 8]);
      ++out.messages;
      at += 2 + size;
    }
    out.octets += at;
    std::memmove(buffer.data(), buffer.data() + at, held - at);
    held -= at;
  }
  out.milliseconds = std::chrono::duration<double, std::milli>(Time::now() - begin).count();
  return out;
}

Received raw_transfer(const base::SocketAddress& server, std::uint64_t octets) {
  std::vector<std::uint8_t> buffer(1 << 20);
  Received out;
  const auto begin = Time::now();
  const auto fd = connect_to(server);
  while (out.octets < octets) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got <= 0) fail("raw connection ended early");
    out.octets += static_cast<std::size_t>(got);
  }
  out.milliseconds = std::chrono::duration<double, std::milli>(Time::now() - begin).count();
  return out;
}

template <typename Run>
void run_clients(int clients, const Run& run) {
  std::vector<Received> results(static_cast<std::size_t>(clients));
  std::vector<std::thread> threads;
  const auto begin = Time::now();
  for (auto& result : results) threads.emplace_back([&result, &run] { result = run(); });
  for (auto& thread : threads) thread.join();
  const double wall = std::chrono::duration<double, std::milli>(Time::now() - begin).count();
  std::printf("{\"wall_ms\":%.3f,\"octets\":%llu,\"messages\":%llu,\"records\":%llu}\n",
              clients == 1 ? results[0].milliseconds : wall,
              static_cast<unsigned long long>(results[0].octets),
              static_cast<unsigned long long>(results[0].messages),
              static_cast<unsigned long long>(results[0].records));
}

/// Writes `octets` to each of `clients` connections in 64 KiB pieces, in a child process.
base::SocketAddress start_raw_sender(std::uint64_t octets, int clients) {
  const base::FileDescriptor listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_storage native{};
  const auto size = base::SocketAddress{*base::IpAddress::parse("127.0.0.1"), 0}.to_native(native);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&native), size) != 0)
    fail("cannot bind");
  ::listen(listener.get(), clients);
  socklen_t length = sizeof native;
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&native), &length);
  if (::fork() == 0) {
    const std::vector<std::uint8_t> piece(64 * 1024, 0x5a);
    std::vector<std::thread> senders;
    for (int i = 0; i < clients; ++i) {
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
    std::_Exit(0);
  }
  return base::SocketAddress::from_native(native);
}

dns::TsigKeyRef key_from_text(const std::string& text) {
  const auto first = text.find(':');
  const auto second = text.find(':', first + 1);
  const auto name = dns::Name::from_text(text.substr(0, first));
  const auto algorithm = dns::tsig_algorithm_from_text(text.substr(first + 1, second - first - 1));
  const auto secret = base::from_base64(text.substr(second + 1));
  if (second == std::string::npos || !name || !algorithm || !secret) fail("key: NAME:HASH:SECRET");
  return std::make_shared<const dns::TsigKey>(*name, *algorithm, *secret);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "raw" && argc >= 3) {
    const std::uint64_t octets = std::strtoull(argv[2], nullptr, 10);
    const int clients = argc > 3 ? std::atoi(argv[3]) : 1;
    const auto sender = start_raw_sender(octets, clients);
    run_clients(clients, [&] { return raw_transfer(sender, octets); });
    return 0;
  }
  if (what == "axfr" && argc >= 5) {
    const auto server = base::SocketAddress::parse(argv[2]);
    const auto zone = dns::Name::from_text(argv[3]);
    if (!server || !zone) fail("axfr ADDRESS:PORT ZONE RECORDS");
    const auto query = axfr_query(*zone, argc > 6 ? key_from_text(argv[6]) : nullptr);
    const std::uint64_t records = std::strtoull(argv[4], nullptr, 10);
    run_clients(argc > 5 ? std::atoi(argv[5]) : 1,
                [&] { return transfer(*server, query, records); });
    return 0;
  }
  fail("usage: bench_client axfr ADDRESS:PORT ZONE RECORDS [CLIENTS [KEY]] | raw BYTES [CLIENTS]");
}
