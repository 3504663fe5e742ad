// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <set>

#include "server/server_fixture.h"
#include "server/test_clients.h"

namespace zonecast::server {
namespace {

using dns::RrType;
using testing::Ask;
using testing::eventually;
using testing::TcpClient;
using testing::UdpClient;
using testing::ZoneWithPast;
using transfer::testing::ModelSecondary;

constexpr std::size_t axfr_messages_limit = 1'000'000;

ServerSettings loopback(unsigned threads = 2) {
  ServerSettings settings;
  settings.listen = {*base::SocketAddress::parse("127.0.0.1:0")};
  settings.threads = threads;
  return settings;
}

class ServerTest : public ::testing::Test {
 protected:
  testing::World world;
  base::SystemClock clock;
  std::unique_ptr<Server> server;

  void start(ServerSettings settings) {
    server = std::make_unique<Server>(clock, world.log, world.zones, world.keys, world.views,
                                      world.board, std::move(settings));
    const auto started = server->start();
    ASSERT_TRUE(started) << started.error().message;
  }
  base::SocketAddress address(std::size_t i = 0) const { return server->addresses().at(i); }

  void publish(const ZoneWithPast& zone) { world.publish(zone, {testing::row("127.0.0.0/8")}); }

  static dns::Message parsed(const base::Bytes& wire) {
    auto message = dns::parse_message(wire);
    if (message) return std::move(*message);
    ADD_FAILURE() << "not a message, " << wire.size() << " octets";
    return {};
  }
};

Ask soa(std::uint16_t id = 1) { return {.type = RrType::soa, .id = id}; }
Ask axfr(std::uint16_t id = 2) { return {.type = RrType::axfr, .id = id}; }

ZoneWithPast small(std::uint32_t serial = 1) {
  return ZoneWithPast(transfer::testing::small_zone(serial));
}

/// About `mebibytes`, in few records.
ZoneWithPast heavy(int mebibytes, std::uint32_t serial = 1) {
  auto records = transfer::testing::small_zone(serial);
  for (int i = 0; i < mebibytes * 32; ++i) {
    records.push_back(zone::testing::txt("t" + std::to_string(i) + ".example.org", 32 * 1024));
  }
  return ZoneWithPast(records);
}

/// Reads the messages of one full transfer: until the SOA comes again.
std::vector<base::Bytes> read_axfr(TcpClient& client) {
  std::vector<base::Bytes> messages;
  int soas = 0;
  while (soas < 2 && messages.size() < axfr_messages_limit) {
    messages.push_back(client.receive());
    const auto message = dns::parse_message(messages.back());
    if (!message || message->header.rcode != 0) return messages;
    for (const auto& record : message->answer) soas += record.type == RrType::soa ? 1 : 0;
  }
  return messages;
}

std::string take(ModelSecondary& model, TcpClient& client, const Ask& ask) {
  return model.take(read_axfr(client), testing::expecting(ask, testing::request(ask)));
}

std::string transfer_once(ModelSecondary& model, const base::SocketAddress& server,
                          std::uint16_t id = 2) {
  TcpClient client(server);
  client.send(testing::request(axfr(id)).wire);
  return take(model, client, axfr(id));
}

// ---- sockets

TEST_F(ServerTest, takes_one_free_port_for_udp_and_tcp) {
  publish(small());
  start(loopback());
  EXPECT_NE(address().port, 0);
  UdpClient udp(address());
  udp.send(testing::request(soa(7)).wire);
  EXPECT_EQ(parsed(udp.receive()).header.id, 7);
  TcpClient tcp(address());
  tcp.send(testing::request(soa(8)).wire);
  EXPECT_EQ(parsed(tcp.receive()).header.id, 8);
}

TEST_F(ServerTest, knows_which_address_was_asked_also_where_it_listens_on_all) {
  publish(small());
  auto settings = loopback();
  settings.listen = {*base::SocketAddress::parse("127.0.0.1:0"),
                     *base::SocketAddress::parse("0.0.0.0:0")};
  start(settings);
  const base::SocketAddress named = address(0);
  const base::SocketAddress any = {*base::IpAddress::parse("127.0.0.2"), address(1).port};
  const base::SocketAddress other = {*base::IpAddress::parse("127.0.0.3"), address(1).port};
  // The zone is in network 0, so it is not answered where another network listens.
  model::Network network;
  network.id = 1;
  network.listen = {named, any};
  world.views.publish(std::make_shared<const access::Views>(
      std::vector<model::Acl>{}, std::vector<model::View>{}, std::vector{network}));
  const auto rcodes = [&](const base::SocketAddress& asked) {
    UdpClient udp(asked);
    udp.send(testing::request(soa()).wire);
    TcpClient tcp(asked);
    tcp.send(testing::request(soa()).wire);
    return std::pair{parsed(udp.receive()).header.rcode, parsed(tcp.receive()).header.rcode};
  };
  const auto refused = std::pair<std::uint8_t, std::uint8_t>{5, 5};
  const auto answered = std::pair<std::uint8_t, std::uint8_t>{0, 0};
  EXPECT_EQ(rcodes(named), refused);
  EXPECT_EQ(rcodes(any), refused);
  EXPECT_EQ(rcodes(other), answered);
  world.views.publish(std::make_shared<const access::Views>());
  EXPECT_EQ(rcodes(named), answered);
}

TEST_F(ServerTest, does_not_share_a_port_that_another_server_has) {
  start(loopback());
  auto settings = loopback();
  settings.listen = {address()};
  Server second(clock, world.log, world.zones, world.keys, world.views, world.board, settings);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find(address().to_text()), std::string::npos);
}

TEST_F(ServerTest, takes_its_port_again_after_a_stop) {
  publish(small());
  start(loopback());
  const auto before = address();
  TcpClient client(before);
  client.send(testing::request(soa()).wire);
  client.receive();
  server->stop();
  auto settings = loopback();
  settings.listen = {before};
  start(settings);
  EXPECT_EQ(address(), before);
}

TEST_F(ServerTest, serves_ipv4_and_ipv6) {
  publish(small());
  auto settings = loopback();
  settings.listen.push_back(*base::SocketAddress::parse("[::1]:0"));
  start(settings);
  for (const auto& where : server->addresses()) {
    UdpClient udp(where);
    udp.send(testing::request(soa()).wire);
    EXPECT_EQ(parsed(udp.receive()).answer.size(), 1U) << where.to_text();
    TcpClient tcp(where);
    tcp.send(testing::request(soa()).wire);
    EXPECT_EQ(parsed(tcp.receive()).answer.size(), 1U) << where.to_text();
  }
}

TEST_F(ServerTest, answers_from_the_address_that_was_asked) {
  publish(small());
  auto settings = loopback();
  settings.listen = {*base::SocketAddress::parse("0.0.0.0:0"),
                     *base::SocketAddress::parse("[::]:0")};
  start(settings);
  // A connected socket takes answers from the address it asked and from no other.
  for (const char* asked : {"127.0.0.1", "127.0.0.77", "127.200.0.3"}) {
    UdpClient client({*base::IpAddress::parse(asked), address(0).port});
    client.send(testing::request(soa()).wire);
    EXPECT_EQ(parsed(client.receive()).answer.size(), 1U) << asked;
  }
  UdpClient client({*base::IpAddress::parse("::1"), address(1).port});
  client.send(testing::request(soa()).wire);
  EXPECT_EQ(parsed(client.receive()).answer.size(), 1U);
}

TEST_F(ServerTest, answers_every_udp_client_whichever_thread_gets_it) {
  publish(small());
  start(loopback(4));
  std::vector<std::unique_ptr<UdpClient>> clients;
  for (std::uint16_t i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<UdpClient>(address()));
    clients.back()->send(testing::request(soa(i)).wire);
  }
  for (std::uint16_t i = 0; i < 200; ++i) EXPECT_EQ(parsed(clients[i]->receive()).header.id, i);
  EXPECT_EQ(server->totals().udp_queries, 200U);
}

TEST_F(ServerTest, answers_what_comes_behind_datagrams_it_drops) {
  publish(small());
  start(loopback(1));
  UdpClient client(address());
  client.send(base::Bytes{});
  client.send(base::Bytes(5, 1));
  client.send(base::Bytes(60'000, 0));
  auto response = testing::request(soa()).wire;
  response[2] |= 0x80;
  client.send(response);
  client.send(testing::request(soa(9)).wire);
  EXPECT_EQ(parsed(client.receive()).header.id, 9);
}

// ---- connections

TEST_F(ServerTest, takes_requests_in_pieces_of_any_size) {
  publish(small());
  start(loopback());
  TcpClient client(address());
  for (const auto octet : TcpClient::framed(testing::request(soa(3)).wire)) {
    client.send_raw({&octet, 1});
  }
  EXPECT_EQ(parsed(client.receive()).header.id, 3);
}

TEST_F(ServerTest, answers_pipelined_requests_in_order) {
  publish(ZoneWithPast(transfer::testing::large_zone(3000)));
  start(loopback());
  TcpClient client(address());
  base::Bytes all;
  for (std::uint16_t i = 0; i < 1000; ++i) {
    const auto ask = i % 100 == 50 ? axfr(i) : soa(i);
    base::append(all, TcpClient::framed(testing::request(ask).wire));
  }
  std::thread sender([&] { client.send_raw(all); });
  for (std::uint16_t i = 0; i < 1000; ++i) {
    if (i % 100 == 50) {
      ModelSecondary model;
      ASSERT_EQ(take(model, client, axfr(i)), "");
    } else {
      ASSERT_EQ(parsed(client.receive()).header.id, i);
    }
  }
  sender.join();
}

TEST_F(ServerTest, a_client_that_has_shut_its_sending_side_gets_all_its_answers) {
  publish(ZoneWithPast(transfer::testing::large_zone(20'000)));
  start(loopback());
  TcpClient client(address());
  for (std::uint16_t i = 0; i < 5; ++i) client.send(testing::request(axfr(i)).wire);
  client.send(testing::request(soa(99)).wire);
  client.shut_sending();
  for (std::uint16_t i = 0; i < 5; ++i) {
    ModelSecondary model;
    EXPECT_EQ(take(model, client, axfr(i)), "");
  }
  EXPECT_EQ(parsed(client.receive()).header.id, 99);
  EXPECT_TRUE(client.at_end());
}

TEST_F(ServerTest, a_saved_change_of_settings_takes_effect_on_an_open_connection) {
  const auto zone = small();
  publish(zone);
  start(loopback());
  TcpClient client(address());
  const auto rcode = [&] {
    client.send(testing::request(axfr()).wire);
    return parsed(client.receive()).header.rcode;
  };
  EXPECT_EQ(rcode(), 0);
  world.publish(zone, {testing::row("192.0.2.1")});
  EXPECT_EQ(rcode(), 5);
  publish(zone);
  EXPECT_EQ(rcode(), 0);
}

TEST_F(ServerTest, garbage_ends_a_connection_after_the_answers_that_were_due) {
  publish(ZoneWithPast(transfer::testing::large_zone(3000)));
  start(loopback());
  TcpClient client(address());
  base::Bytes octets = TcpClient::framed(testing::request(axfr(4)).wire);
  base::append_u16(octets, 3);  // no message is that short
  octets.resize(octets.size() + 5000, 0xff);
  client.send_raw(octets);
  ModelSecondary model;
  EXPECT_EQ(take(model, client, axfr(4)), "");
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(server->totals().malformed, 1U);
}

TEST_F(ServerTest, closes_a_connection_that_is_idle) {
  publish(small());
  auto settings = loopback();
  settings.idle_timeout = std::chrono::milliseconds(100);
  start(settings);
  TcpClient silent(address());
  TcpClient asked(address());
  asked.send(testing::request(soa()).wire);
  EXPECT_FALSE(asked.receive().empty());
  TcpClient half_sent(address());
  half_sent.send_raw(base::Bytes{0, 50, 1, 2});
  EXPECT_TRUE(silent.at_end());
  EXPECT_TRUE(asked.at_end());
  EXPECT_TRUE(half_sent.at_end());
  EXPECT_TRUE(eventually([&] { return server->totals().connections_open == 0; }));
}

TEST_F(ServerTest, the_idlest_connection_goes_when_there_are_too_many) {
  publish(small());
  auto settings = loopback(1);
  settings.connections_max = 3;
  start(settings);
  const auto answers = [](TcpClient& client) {
    client.send(testing::request(soa()).wire);
    return !client.receive().empty();
  };
  TcpClient first(address());
  EXPECT_TRUE(answers(first));
  TcpClient second(address());
  EXPECT_TRUE(answers(second));
  TcpClient third(address());
  EXPECT_TRUE(answers(third));
  EXPECT_TRUE(answers(first));
  TcpClient fourth(address());
  EXPECT_TRUE(answers(fourth));
  EXPECT_TRUE(second.at_end());
  EXPECT_TRUE(answers(first));
  EXPECT_TRUE(answers(third));
  EXPECT_EQ(server->totals().connections_open, 3U);
}

TEST_F(ServerTest, makes_room_when_the_process_is_out_of_descriptors) {
  publish(small());
  start(loopback(1));
  TcpClient first(address());
  first.send(testing::request(soa()).wire);
  EXPECT_FALSE(first.receive().empty());

  // Exactly one more descriptor can be had, and the second client takes it.
  const int lowest_free = ::dup(0);
  ::close(lowest_free);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit tight = before;
  tight.rlim_cur = static_cast<rlim_t>(lowest_free) + 1;
  ::setrlimit(RLIMIT_NOFILE, &tight);
  TcpClient second(address());
  second.send(testing::request(soa(5)).wire);
  const auto answer = second.receive();
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(parsed(answer).header.id, 5);
  EXPECT_TRUE(first.at_end());
}

// ---- transfers

TEST_F(ServerTest, transfers_a_zone_signed_over_a_socket) {
  const auto document = testing::key_document("ns2.key.");
  world.keys.put(document);
  const ZoneWithPast zone(transfer::testing::large_zone(20'000));
  world.publish(zone, {testing::row_demanding("192.0.2.2", "ns2.key.")});
  start(loopback());
  Ask ask = axfr();
  ask.edns = testing::edns();
  ask.key = testing::key(document);
  ask.signed_at = static_cast<std::uint64_t>(clock.unix_seconds());
  const auto asked = testing::request(ask);
  TcpClient client(address());
  client.send(asked.wire);
  ModelSecondary model;
  EXPECT_EQ(model.take(read_axfr(client), testing::expecting(ask, asked, ask.signed_at)), "");
  EXPECT_EQ(model.contents, zone::testing::contents_of(*zone.current()));
}

TEST_F(ServerTest, a_reader_who_takes_nothing_delays_nobody_and_gets_his_version_in_the_end) {
  auto zone = heavy(16);
  publish(zone);
  start(loopback(1));
  std::vector<std::unique_ptr<TcpClient>> slow;
  for (int i = 0; i < 20; ++i) {
    slow.push_back(std::make_unique<TcpClient>(address()));
    slow.back()->send(testing::request(axfr()).wire);
  }
  ASSERT_TRUE(eventually([&] { return server->totals().tcp_queries == 20; }));

  zone.add(zone::testing::a("mail.example.org", 25));
  publish(zone);
  ModelSecondary quick;
  EXPECT_EQ(transfer_once(quick, address()), "");
  EXPECT_EQ(quick.serial, dns::Serial(2));

  ModelSecondary model;
  EXPECT_EQ(take(model, *slow[0], axfr()), "");
  EXPECT_EQ(model.serial, dns::Serial(1));
  EXPECT_EQ(model.contents, zone::testing::contents_of(*zone.versions[0]));
}

TEST_F(ServerTest, carries_hundreds_of_transfers_at_once) {
  const ZoneWithPast zone(transfer::testing::large_zone(20'000));
  publish(zone);
  start(loopback());
  const auto expected = zone::testing::contents_of(*zone.current());
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (std::uint16_t i = 0; i < 400; ++i) {
    clients.push_back(std::make_unique<TcpClient>(address()));
    clients.back()->send(testing::request(axfr(i)).wire);
  }
  for (std::uint16_t i = 0; i < 400; ++i) {
    const auto messages = read_axfr(*clients[i]);
    if (i % 40 != 0) {
      ASSERT_FALSE(messages.back().empty());
      continue;
    }
    ModelSecondary model;
    ASSERT_EQ(model.take(messages, testing::expecting(axfr(i), testing::request(axfr(i)))), "");
    ASSERT_EQ(model.contents, expected);
  }
  EXPECT_TRUE(eventually([&] { return server->totals().axfr_served == 400; }));
}

TEST_F(ServerTest, every_transfer_is_one_version_while_the_zone_changes) {
  ZoneWithPast zone(transfer::testing::large_zone(5000));
  publish(zone);
  start(loopback());
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; !done; ++i) {
      const auto one = zone::testing::a("changing.example.org", 1);
      if (i % 2 == 0) {
        zone.change({.deletions = {}, .additions = {one}});
      } else {
        zone.change({.deletions = {one}, .additions = {}});
      }
      publish(zone);
    }
  });
  std::map<std::uint32_t, transfer::testing::Contents> seen;
  for (std::uint16_t i = 0; i < 50; ++i) {
    ModelSecondary model;
    ASSERT_EQ(transfer_once(model, address(), i), "");
    seen[model.serial->value()] = model.contents;
  }
  done = true;
  writer.join();
  for (const auto& [serial, contents] : seen) {
    EXPECT_EQ(contents, zone::testing::contents_of(*zone.versions.at(serial - 1))) << serial;
  }
}

TEST_F(ServerTest, gives_up_on_a_reader_who_takes_nothing) {
  publish(heavy(16));
  auto settings = loopback();
  settings.stalled_write_timeout = std::chrono::milliseconds(200);
  start(settings);
  TcpClient client(address());
  client.send(testing::request(axfr()).wire);
  ASSERT_TRUE(eventually([&] { return server->totals().transfers_aborted == 1; }));
  const auto status =
      world.board.status({.zone_id = 1, .secondary = *base::SocketAddress::parse("127.0.0.0:53")});
  EXPECT_EQ(status.transfer->result, secondaries::TransferResult::timed_out);
  EXPECT_FALSE(status.fetched);
}

TEST_F(ServerTest, gives_up_on_a_transfer_that_takes_too_long) {
  publish(heavy(16));
  auto settings = loopback();
  settings.transfer_timeout = std::chrono::minutes(0);
  start(settings);
  TcpClient client(address());
  client.send(testing::request(axfr()).wire);
  EXPECT_TRUE(eventually([&] { return server->totals().transfers_aborted == 1; }));
}

TEST_F(ServerTest, notices_a_reader_who_vanished) {
  publish(heavy(16));
  start(loopback());
  TcpClient client(address());
  client.send(testing::request(axfr()).wire);
  ASSERT_FALSE(client.receive().empty());
  client.vanish();
  EXPECT_TRUE(eventually([&] { return server->totals().transfers_aborted == 1; }));
  EXPECT_TRUE(eventually([&] { return server->totals().connections_open == 0; }));
}

TEST_F(ServerTest, stops_in_the_middle_of_transfers) {
  publish(heavy(16));
  start(loopback());
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<TcpClient>(address()));
    clients.back()->send(testing::request(axfr()).wire);
    ASSERT_FALSE(clients.back()->receive().empty());
  }
  server->stop();
  EXPECT_EQ(server->totals().transfers_aborted, 10U);
  EXPECT_EQ(server->totals().connections_open, 0U);
}

}  // namespace
}  // namespace zonecast::server
