// SPDX-License-Identifier: GPL-3.0-or-later
#include "alias/resolver.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "base/file_descriptor.h"
#include "dns/message_writer.h"

namespace zonecast::alias {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t udp_size = 1232;  // what fits every path unfragmented (DNS flag day 2020)
// Datagrams that are no answer to us, before the server counts as silent.
constexpr int strays_max = 64;

enum class Transport { udp, tcp };

base::Bytes query_of(std::uint16_t id, const dns::Name& name, dns::RrType type) {
  dns::MessageWriter writer;
  dns::Header header;
  header.id = id;
  header.rd = true;
  writer.start(header);
  writer.question({name.view(), type, dns::RrClass::in});
  dns::Edns edns;
  edns.udp_size = udp_size;
  writer.opt(edns, dns::Rcode::noerror);
  const auto wire = writer.finish();
  return {wire.begin(), wire.end()};
}

std::unexpected<base::Error> system_failure() { return base::failure(std::strerror(errno)); }

/// Waits for the socket until the deadline.
base::Result<void> await(const base::FileDescriptor& socket, short events,
                         Clock::time_point deadline) {
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return base::failure("no answer");
    pollfd wanted{socket.get(), events, 0};
    const int ready = ::poll(&wanted, 1, static_cast<int>(left));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return system_failure();
  }
}

/// Connected, so that the kernel passes on only what that server sends.
base::Result<base::FileDescriptor> connected(const base::SocketAddress& server, Transport transport,
                                             Clock::time_point deadline) {
  sockaddr_storage native{};
  const auto size = server.to_native(native);
  const int kind = transport == Transport::udp ? SOCK_DGRAM : SOCK_STREAM;
  base::FileDescriptor socket(::socket(native.ss_family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return system_failure();
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&native), size) == 0) return socket;
  if (errno != EINPROGRESS) return system_failure();
  if (auto writable = await(socket, POLLOUT, deadline); !writable)
    return std::unexpected(writable.error());
  int error = 0;
  socklen_t error_size = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &error_size);
  if (error == 0) return socket;
  return base::failure(std::strerror(error));
}

base::Result<void> send_all(const base::FileDescriptor& socket, base::ByteView octets,
                            Clock::time_point deadline) {
  while (!octets.empty()) {
    const auto sent = ::send(socket.get(), octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      octets = octets.subspan(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) return system_failure();
    if (auto writable = await(socket, POLLOUT, deadline); !writable) return writable;
  }
  return {};
}

/// Exactly that many octets of a stream.
base::Result<base::Bytes> receive_all(const base::FileDescriptor& socket, std::size_t size,
                                      Clock::time_point deadline) {
  base::Bytes out(size);
  for (std::size_t at = 0; at < size;) {
    const auto received = ::recv(socket.get(), out.data() + at, size - at, 0);
    if (received > 0) {
      at += static_cast<std::size_t>(received);
      continue;
    }
    if (received == 0) return base::failure("the connection was closed");
    if (errno != EAGAIN && errno != EINTR) return system_failure();
    if (auto readable = await(socket, POLLIN, deadline); !readable)
      return std::unexpected(readable.error());
  }
  return out;
}

base::Result<base::Bytes> over_tcp(const base::SocketAddress& server, base::ByteView query,
                                   Clock::time_point deadline) {
  auto socket = connected(server, Transport::tcp, deadline);
  if (!socket) return std::unexpected(socket.error());
  base::Bytes framed;
  base::append_u16(framed, static_cast<std::uint16_t>(query.size()));
  base::append(framed, query);
  if (auto sent = send_all(*socket, framed, deadline); !sent) return std::unexpected(sent.error());
  const auto length = receive_all(*socket, 2, deadline);
  if (!length) return std::unexpected(length.error());
  return receive_all(*socket, base::load_u16(length->data()), deadline);
}

}  // namespace

base::Result<AddressAnswer> Resolver::ask(const base::SocketAddress& server, const dns::Name& name,
                                          dns::RrType type) const {
  const auto deadline = Clock::now() + settings_.timeout;
  const auto id = random_.u16();
  const auto query = query_of(id, name, type);
  auto socket = connected(server, Transport::udp, deadline);
  if (!socket) return std::unexpected(socket.error());
  if (auto sent = send_all(*socket, query, deadline); !sent) return std::unexpected(sent.error());
  base::Bytes datagram(dns::message_size_max);
  for (int strays = 0; strays < strays_max; ++strays) {
    if (auto readable = await(*socket, POLLIN, deadline); !readable)
      return std::unexpected(readable.error());
    const auto received = ::recv(socket->get(), datagram.data(), datagram.size(), 0);
    if (received < 0) {
      if (errno == EAGAIN || errno == EINTR) continue;
      return system_failure();
    }
    const auto message =
        dns::parse_message(base::ByteView(datagram).first(static_cast<std::size_t>(received)));
    if (!message || !is_response_to(*message, id, name, type)) continue;
    if (!message->header.tc) return read_address_answer(*message, name, type);
    const auto whole = over_tcp(server, query, Clock::now() + settings_.timeout);
    if (!whole) return std::unexpected(whole.error());
    const auto parsed = dns::parse_message(*whole);
    if (!parsed || !is_response_to(*parsed, id, name, type))
      return base::failure("an answer over TCP that is none");
    return read_address_answer(*parsed, name, type);
  }
  return base::failure("no answer among what came");
}

base::Result<AddressAnswer> Resolver::ask_all(const dns::Name& name, dns::RrType type) const {
  std::string failures;
  for (int round = 0; round < settings_.rounds; ++round) {
    failures.clear();
    for (const auto& server : settings_.servers) {
      auto answer = ask(server, name, type);
      if (answer && answer->failure.empty()) return answer;
      if (!failures.empty()) failures += ", ";
      failures += server.to_text() + ": " + (answer ? answer->failure : answer.error().message);
    }
  }
  return base::failure(std::move(failures));
}

base::Result<Addresses> Resolver::addresses(const dns::Name& name, dns::RrType type) const {
  if (!has_servers()) return base::failure("no resolver is configured ([alias] resolvers)");
  dns::Name at = name;
  std::uint32_t ttl = UINT32_MAX;
  for (int step = 0; step < cname_steps_max; ++step) {
    auto answer = ask_all(at, type);
    if (!answer) return std::unexpected(answer.error());
    if (answer->addresses) {
      answer->addresses->ttl = std::min(answer->addresses->ttl, ttl);
      return *std::move(answer->addresses);
    }
    ttl = std::min(ttl, answer->ttl);
    at = *std::move(answer->elsewhere);
  }
  return base::failure("CNAMEs without end");
}

}  // namespace zonecast::alias
