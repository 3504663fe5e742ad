// SPDX-License-Identifier: GPL-3.0-or-later
// Arbitrary octets as a request, over UDP and TCP, from a secondary and from a stranger; the
// answers must be messages within their bounds.
#include <cstdlib>

#include "server/query_answer.h"
#include "server/request_handler.h"
#include "server/server_fixture.h"

namespace {

using zonecast::server::testing::World;
namespace fixture = zonecast::server::testing;

struct Target {
  World world;
  zonecast::server::RequestHandler handler{world.plane};

  Target() {
    world.keys.put(fixture::key_document("ns2.key."));
    fixture::ZoneWithPast zone(zonecast::transfer::testing::large_zone(300, 10));
    zone.add(zonecast::zone::testing::a("mail.example.org", 25));
    world.publish(zone,
                  {fixture::row("192.0.2.1"), fixture::row_demanding("192.0.2.2", "ns2.key.")});
  }
};

void check(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zonecast;
  static Target target;
  if (size > dns::message_size_max) return 0;
  for (const char* client : {"192.0.2.1:40000", "198.51.100.9:40000"}) {
    for (const auto transport : {transfer::Transport::udp, transfer::Transport::tcp}) {
      auto reply =
          target.handler.handle({data, size}, *base::SocketAddress::parse(client), transport);
      if (transport == transfer::Transport::udp) {
        check(!reply.transfer);
        check(reply.message.size() <= server::udp_answer_size_max);
      }
      if (!reply.message.empty()) {
        check(dns::parse_message(reply.message).has_value());
        check((reply.message[2] & 0x80) != 0);
      }
      transfer::OutgoingMessage message;
      while (reply.transfer && reply.transfer->next(message)) {
        check(message.size() <= 2 + dns::message_size_max);
        reply.transfer->sent(message);
      }
    }
  }
  return 0;
}
