// SPDX-License-Identifier: GPL-3.0-or-later
// For tests: a handler before one zone with a past and two secondaries.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "server/query_answer.h"
#include "server/request_handler.h"
#include "server/response_opt.h"
#include "server/server_fixture.h"

namespace zonecast::server {

using dns::Rcode;
using dns::RrType;
using testing::Ask;
using testing::ZoneWithPast;
using transfer::Transport;
using transfer::testing::ModelSecondary;

inline constexpr const char* secondary = "192.0.2.1:40000";
inline constexpr const char* stranger = "198.51.100.9:40000";

class RequestHandlerTest : public ::testing::Test {
 protected:
  RequestHandlerTest() {
    world.keys.put(testing::key_document("ns2.key."));
    zone.add(zone::testing::a("mail.example.org", 25));
    zone.add(zone::testing::a("imap.example.org", 143));
    publish();
  }

  /// example.org at serials 10, 11, 12; 192.0.2.1 by address, 192.0.2.2 by its key.
  ZoneWithPast zone{transfer::testing::small_zone(10)};
  testing::World world;
  RequestHandler handler{world.plane};
  const dns::TsigKeyRef ns2_key = testing::key(testing::key_document("ns2.key."));

  void publish(const std::string& unservable = {}) {
    world.publish(zone,
                  {testing::row("192.0.2.1"), testing::row_demanding("192.0.2.2", "ns2.key.")}, 1,
                  unservable);
  }

  Reply handle(base::ByteView wire, const char* client = secondary,
               Transport transport = Transport::tcp) {
    return handler.handle(wire, *base::SocketAddress::parse(client), transport);
  }

  /// The one message of a reply.
  dns::Message answer(base::ByteView wire, const char* client = secondary,
                      Transport transport = Transport::tcp) {
    const auto reply = handle(wire, client, transport);
    EXPECT_FALSE(reply.transfer);
    last_.assign(reply.message.begin(), reply.message.end());
    auto message = dns::parse_message(last_);
    if (!message) {
      ADD_FAILURE() << "not a message";
      return {};
    }
    EXPECT_TRUE(message->header.qr);
    return std::move(*message);
  }
  dns::Message answer(const Ask& ask, const char* client = secondary,
                      Transport transport = Transport::tcp) {
    const auto message = answer(testing::request(ask).wire, client, transport);
    EXPECT_EQ(message.header.id, ask.id);
    EXPECT_EQ(message.header.opcode, ask.opcode);
    return message;
  }
  static Rcode rcode(const dns::Message& message) {
    const unsigned high = message.edns ? message.edns->extended_rcode : 0U;
    return static_cast<Rcode>(high << 4 | message.header.rcode);
  }

  std::vector<base::Bytes> transfer(const Ask& ask, const testing::Asked& asked,
                                    const char* client = secondary) {
    auto reply = handle(asked.wire, client);
    if (!reply.transfer) {
      ADD_FAILURE() << "no transfer for " << ask.qname;
      return {};
    }
    std::vector<base::Bytes> messages;
    transfer::OutgoingMessage message;
    while (reply.transfer->next(message)) {
      messages.push_back(transfer::testing::wire_of(message));
      reply.transfer->sent(message);
    }
    reply.transfer->end(secondaries::TransferResult::finished);
    return messages;
  }

  secondaries::SecondaryStatus status(const char* of) const {
    return world.board.status({.zone_id = 1, .secondary = *base::SocketAddress::parse(of)});
  }

 private:
  base::Bytes last_;
};

inline Ask axfr() { return {.type = RrType::axfr}; }
inline Ask ixfr(std::uint32_t have) { return {.type = RrType::ixfr, .have = have}; }

}  // namespace zonecast::server
