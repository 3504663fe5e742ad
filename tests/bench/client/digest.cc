// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <map>

#include "client/connection.h"
#include "dns/message.h"

namespace bench {

using namespace zonecast;  // NOLINT(google-build-using-namespace): a program's own source

namespace {

/// 64-bit FNV-1a, enough to tell zones apart that were not made to deceive.
class Hash {
 public:
  void add(std::uint8_t octet) { value_ = (value_ ^ octet) * 0x100000001b3U; }
  void add(base::ByteView octets) {
    for (const auto octet : octets) add(octet);
  }
  void add_folded(base::ByteView octets) {
    for (const auto octet : octets)
      add(octet >= 'A' && octet <= 'Z' ? static_cast<std::uint8_t>(octet + 32) : octet);
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

void read_exactly(int fd, std::uint8_t* out, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::read(fd, out, size);
    if (got <= 0) fail("the connection ended before the transfer did");
    out += got;
    size -= static_cast<std::size_t>(got);
  }
}

}  // namespace

int digest(const Arguments& arguments) {
  const auto server = address(at(arguments, 0));
  const auto zone = name(at(arguments, 1));
  const auto tsig = key(arguments.size() > 2 ? arguments[2] : "");
  const auto query = transfer_query(zone, std::nullopt, tsig);
  const auto fd = connect_to(server, SOCK_STREAM);
  write_all(fd.get(), query.framed);
  std::optional<dns::TsigVerifier> verifier;
  if (tsig) verifier.emplace(tsig, query.mac);

  base::Bytes wire;
  std::uint64_t sum = 0, records = 0, octets = 0, messages = 0;
  std::uint32_t serial = 0;
  int soas = 0;
  while (soas < 2) {
    std::uint8_t length[2];
    read_exactly(fd.get(), length, 2);
    wire.resize(base::load_u16(length));
    read_exactly(fd.get(), wire.data(), wire.size());
    octets += 2 + wire.size();
    ++messages;
    const auto message = dns::parse_message(wire);
    if (!message) fail("message " + std::to_string(messages) + ": " + to_text(message.error()));
    if (message->header.rcode != 0) fail("RCODE " + std::to_string(message->header.rcode));
    if (verifier) {
      const auto checked = verifier->check(*message, static_cast<std::uint64_t>(::time(nullptr)));
      if (checked.outcome != dns::TsigVerifier::Outcome::verified &&
          checked.outcome != dns::TsigVerifier::Outcome::unsigned_message)
        fail("message " + std::to_string(messages) + ": its MAC is wrong");
    }
    for (const auto& record : message->answer) {
      if (soas == 2) fail("records behind the closing SOA");
      const auto rdata = dns::expand_rdata(wire, record);
      if (!rdata) fail("message " + std::to_string(messages) + ": malformed RDATA");
      ++records;
      if (record.type == dns::RrType::soa) {
        ++soas;
        const auto soa = dns::parse_soa(*rdata);
        if (!soa) fail("malformed SOA");
        serial = soa->serial.value();
        continue;  // a server may have its own serial; it is told apart from the sum
      }
      if (soas == 0) fail("the first record is no SOA");
      Hash hash;
      hash.add_folded(record.owner.wire());
      hash.add(static_cast<std::uint8_t>(static_cast<std::uint16_t>(record.type) >> 8));
      hash.add(static_cast<std::uint8_t>(record.type));
      for (int shift = 24; shift >= 0; shift -= 8)
        hash.add(static_cast<std::uint8_t>(record.ttl >> shift));
      const bool has_names = record.type == dns::RrType::ns || record.type == dns::RrType::cname ||
                             record.type == dns::RrType::mx || record.type == dns::RrType::srv;
      has_names ? hash.add_folded(*rdata) : hash.add(*rdata);
      sum += hash.value();
    }
  }
  if (verifier && !verifier->complete()) fail("the last message is not signed");
  std::printf(
      "{\"sum\":\"%016llx\",\"records\":%llu,\"octets\":%llu,\"messages\":%llu,\"serial\":%u,"
      "\"signed\":%s}\n",
      static_cast<unsigned long long>(sum), static_cast<unsigned long long>(records),
      static_cast<unsigned long long>(octets), static_cast<unsigned long long>(messages), serial,
      tsig ? "true" : "false");
  return 0;
}

}  // namespace bench
