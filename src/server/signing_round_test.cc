// SPDX-License-Identifier: GPL-3.0-or-later
// With real sockets: what is signed together must be what each client expects of it alone.
#include "server/signing_round.h"

#include <gtest/gtest.h>

#include "server/server_fixture.h"
#include "server/test_clients.h"

namespace zonecast::server {
namespace {

using testing::Ask;
using testing::eventually;
using testing::TcpClient;
using testing::ZoneWithPast;
using transfer::testing::ModelSecondary;

/// Lanes of `way` as soon as there are two messages.
DecideMacs always(dns::MacWay way) {
  return [way](dns::TsigAlgorithm) {
    const auto at = std::ranges::find(dns::lane_ways, way) - std::begin(dns::lane_ways);
    dns::MacCosts costs;
    costs.openssl = std::chrono::microseconds(1);
    costs.lanes[static_cast<std::size_t>(at)].emplace();  // no time at all
    return dns::MacChoice(costs);
  };
}

/// Lanes that are here; nothing when there are none.
std::vector<dns::MacWay> lanes_here() {
  std::vector<dns::MacWay> here;
  const auto lanes = dns::MacLanes::open();
  for (const auto way : dns::lane_ways) {
    if (lanes && (*lanes)->has(way)) here.push_back(way);
  }
  return here;
}

/// A client with a key of its own, who reads a message at a time.
class SignedClient {
 public:
  SignedClient(const base::SocketAddress& server, const dns::TsigKeyRef& key, std::uint64_t now,
               std::uint16_t id)
      : client_(server), now_(now) {
    ask_.type = dns::RrType::axfr;
    ask_.id = id;
    ask_.key = key;
    ask_.signed_at = now;
    asked_ = testing::request(ask_);
    client_.send(asked_.wire);
  }

  /// False after the last message.
  bool read() {
    if (soas_ == 2) return false;
    messages_.push_back(client_.receive());
    const auto message = dns::parse_message(messages_.back());
    if (!message || message->header.rcode != 0) {
      ADD_FAILURE() << "the transfer broke off";
      return false;
    }
    for (const auto& record : message->answer) soas_ += record.type == dns::RrType::soa ? 1 : 0;
    return soas_ < 2;
  }
  /// Empty when all messages were right, every MAC of them.
  std::string wrong(const transfer::testing::Contents& expected) {
    ModelSecondary model;
    auto told = model.take(messages_, testing::expecting(ask_, asked_, now_));
    if (told.empty() && model.contents != expected) told = "other contents";
    return told;
  }
  void vanish() { client_.vanish(); }

 private:
  TcpClient client_;
  Ask ask_;
  testing::Asked asked_;
  std::uint64_t now_;
  std::vector<base::Bytes> messages_;
  int soas_ = 0;
};

class SignedTransfersTest : public ::testing::Test {
 protected:
  static constexpr dns::TsigAlgorithm algorithms[] = {
      dns::TsigAlgorithm::hmac_sha256, dns::TsigAlgorithm::hmac_sha1,
      dns::TsigAlgorithm::hmac_sha512, dns::TsigAlgorithm::hmac_sha224,
      dns::TsigAlgorithm::hmac_sha256, dns::TsigAlgorithm::hmac_sha384,
      dns::TsigAlgorithm::hmac_sha256, dns::TsigAlgorithm::hmac_md5};

  testing::World world;
  base::SystemClock clock;
  std::unique_ptr<Server> server;
  ZoneWithPast zone{transfer::testing::large_zone(20'000)};
  transfer::testing::Contents expected = zone::testing::contents_of(*zone.current());
  std::vector<dns::TsigKeyRef> keys;

  void start_signing(DecideMacs decide, unsigned threads = 2) {
    for (std::size_t i = 0; i < std::size(algorithms); ++i) {
      const auto document = testing::key_document("key" + std::to_string(i) + ".example.",
                                                  algorithms[i], static_cast<std::uint8_t>(i + 1));
      world.keys.put(document);
      keys.push_back(testing::key(document));
    }
    world.publish(zone, {testing::row("127.0.0.0/8")});
    ServerSettings settings;
    settings.listen = {*base::SocketAddress::parse("127.0.0.1:0")};
    settings.threads = threads;
    settings.decide_macs = std::move(decide);
    server = std::make_unique<Server>(clock, world.log, world.zones, world.keys, world.views,
                                      world.board, std::move(settings));
    const auto started = server->start();
    ASSERT_TRUE(started) << started.error().message;
  }
  std::unique_ptr<SignedClient> connect(std::size_t i) {
    return std::make_unique<SignedClient>(server->addresses().front(), keys[i % keys.size()],
                                          static_cast<std::uint64_t>(clock.unix_seconds()),
                                          static_cast<std::uint16_t>(i));
  }
  std::vector<std::unique_ptr<SignedClient>> connect_all(std::size_t count) {
    std::vector<std::unique_ptr<SignedClient>> clients;
    for (std::size_t i = 0; i < count; ++i) clients.push_back(connect(i));
    return clients;
  }
};

/// All read in turn, so that all are in flight at once.
void read_all(std::span<const std::unique_ptr<SignedClient>> clients) {
  for (bool more = true; more;) {
    more = false;
    for (const auto& client : clients) more = client->read() || more;
  }
}

TEST_F(SignedTransfersTest, of_many_keys_at_once_are_each_signed_right_in_all_lanes) {
  for (const auto way : lanes_here()) {
    start_signing(always(way));
    // Until lanes were used, and once more: they are not before they are decided on.
    const auto& totals = server->totals();
    ASSERT_TRUE(eventually([&] {
      const auto clients = connect_all(24);
      read_all(clients);
      for (const auto& client : clients) EXPECT_EQ(client->wrong(expected), "");
      return totals.macs_in_lanes > 0 || HasFailure();
    })) << to_text(way);
    EXPECT_GE(totals.macs_in_lanes, 2 * totals.lane_runs);
    EXPECT_EQ(totals.transfers_aborted, 0U);
    server.reset();
    keys.clear();
  }
}

TEST_F(SignedTransfersTest, are_made_together_by_threads_that_sign_at_the_same_time) {
  const auto here = lanes_here();
  if (here.empty()) GTEST_SKIP() << "no lanes";
  start_signing(always(here.front()), 4);
  ASSERT_TRUE(eventually([&] {
    const auto clients = connect_all(16);
    read_all(clients);
    for (const auto& client : clients) EXPECT_EQ(client->wrong(expected), "");
    return server->totals().sessions_lent > 0 || HasFailure();
  }));
  EXPECT_EQ(server->totals().transfers_aborted, 0U);
}

TEST_F(SignedTransfersTest, go_on_when_others_vanish_or_stop_reading) {
  const auto here = lanes_here();
  if (here.empty()) GTEST_SKIP() << "no lanes";
  start_signing(always(here.front()));
  const auto slow = connect_all(8);
  for (int round = 0; round < 4; ++round) {
    const auto vanishing = connect_all(8);
    const auto clients = connect_all(8);
    for (const auto& one : vanishing) one->read();
    for (const auto& one : vanishing) one->vanish();
    read_all(clients);
    for (const auto& client : clients) EXPECT_EQ(client->wrong(expected), "");
  }
  read_all(slow);
  for (const auto& client : slow) EXPECT_EQ(client->wrong(expected), "");
  EXPECT_TRUE(eventually([&] { return server->totals().connections_open == 8; }));
}

TEST_F(SignedTransfersTest, end_with_the_server_wherever_they_are) {
  const auto here = lanes_here();
  if (here.empty()) GTEST_SKIP() << "no lanes";
  for (int round = 0; round < 10; ++round) {
    start_signing(always(here.front()), 4);
    const auto clients = connect_all(16);
    for (const auto& client : clients) client->read();
    server->stop();
    EXPECT_EQ(server->totals().connections_open, 0U);
    EXPECT_EQ(server->totals().axfr_served + server->totals().transfers_aborted, 16U);
    server.reset();
    keys.clear();
  }
}

TEST_F(SignedTransfersTest, are_signed_without_lanes_too) {
  start_signing([](dns::TsigAlgorithm) { return dns::MacChoice(); });
  const auto clients = connect_all(16);
  read_all(clients);
  for (const auto& client : clients) EXPECT_EQ(client->wrong(expected), "");
  EXPECT_EQ(server->totals().macs_in_lanes, 0U);
  EXPECT_EQ(server->totals().sessions_lent, 0U);
}

}  // namespace
}  // namespace zonecast::server
