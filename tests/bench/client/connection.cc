// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/connection.h"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "dns/message_writer.h"
#include "dns/record.h"

namespace bench {

using namespace zonecast;  // NOLINT(google-build-using-namespace): a program's own source

void fail(const std::string& why) {
  std::fprintf(stderr, "bench_client: %s\n", why.c_str());
  std::exit(1);
}

double milliseconds_since(Time::time_point begin) {
  return std::chrono::duration<double, std::milli>(Time::now() - begin).count();
}

const std::string& at(const Arguments& arguments, std::size_t index) {
  if (index >= arguments.size()) fail("too few arguments");
  return arguments[index];
}

std::uint64_t number(const std::string& text) {
  char* end = nullptr;
  const std::uint64_t value = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || *end != 0) fail("\"" + text + "\" is no number");
  return value;
}

base::SocketAddress address(const std::string& text) {
  const auto parsed = base::SocketAddress::parse(text);
  if (!parsed) fail("\"" + text + "\" is not ADDRESS:PORT");
  return *parsed;
}

dns::Name name(const std::string& text) {
  auto parsed = dns::Name::from_text(text);
  if (!parsed) fail("\"" + text + "\" is no name");
  return *parsed;
}

dns::TsigKeyRef key(const std::string& text) {
  if (text.empty()) return nullptr;
  const auto first = text.find(':');
  const auto second = text.find(':', first + 1);
  if (first == std::string::npos || second == std::string::npos) fail("key: NAME:HASH:SECRET");
  const auto algorithm = dns::tsig_algorithm_from_text(text.substr(first + 1, second - first - 1));
  const auto secret = base::from_base64(text.substr(second + 1));
  if (!algorithm || !secret) fail("key: NAME:HASH:SECRET");
  return std::make_shared<const dns::TsigKey>(name(text.substr(0, first)), *algorithm, *secret);
}

base::FileDescriptor connect_to(const base::SocketAddress& server, int type, int receive_buffer) {
  sockaddr_storage native{};
  const auto size = server.to_native(native);
  base::FileDescriptor fd(::socket(native.ss_family, type, 0));
  if (receive_buffer > 0)
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&native), size) != 0)
    fail(server.to_text() + ": " + std::strerror(errno));
  const int one = 1;
  if (type == SOCK_STREAM) ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

void write_all(int fd, base::ByteView octets) {
  while (!octets.empty()) {
    const ssize_t put = ::write(fd, octets.data(), octets.size());
    if (put <= 0) fail(std::string("write: ") + std::strerror(errno));
    octets = octets.subspan(static_cast<std::size_t>(put));
  }
}

TransferQuery transfer_query(const dns::Name& zone, std::optional<dns::Serial> from,
                             const dns::TsigKeyRef& key) {
  dns::MessageWriter writer;
  dns::Header header;
  header.id = 0x1234;
  writer.start(header);
  writer.question({zone, from ? dns::RrType::ixfr : dns::RrType::axfr, dns::RrClass::in});
  const auto wire = writer.finish();
  base::Bytes message(wire.begin(), wire.end());
  if (from) {
    // The SOA of RFC 1995 section 3: a pointer to the question's name, of which only the serial is
    // looked at.
    const auto root = name(".");
    const base::Bytes rdata = dns::make_soa({root, root, *from, 0, 0, 0, 0});
    base::append_u16(message, 0xc00c);
    base::append_u16(message, static_cast<std::uint16_t>(dns::RrType::soa));
    base::append_u16(message, 1);
    base::append_u32(message, 0);
    base::append_u16(message, static_cast<std::uint16_t>(rdata.size()));
    base::append(message, rdata);
    message[9] = 1;  // NSCOUNT
  }
  TransferQuery out;
  if (key) {
    auto signer = dns::TsigSigner::for_request(key);
    const base::ByteView pieces[] = {message};
    base::Bytes tsig;
    signer.sign(pieces, static_cast<std::uint64_t>(::time(nullptr)), tsig);
    out.mac.assign(signer.mac().begin(), signer.mac().end());
    base::append(message, tsig);
    message[11] = 1;  // ARCOUNT
  }
  base::append_u16(out.framed, static_cast<std::uint16_t>(message.size()));
  base::append(out.framed, message);
  return out;
}

}  // namespace bench
