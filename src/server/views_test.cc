// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "server/request_handler_fixture.h"

namespace zonecast::server {
namespace {

/// example.org for everybody at serial 12, and another one, at serial 50, for whom the views say.
class ViewsTest : public RequestHandlerTest {
 protected:
  ViewsTest() {
    inside.add(zone::testing::a("intranet.example.org", 1));
    world.publish(inside, {testing::row("192.0.2.0/24")}, 2, {}, "inside");
    world.keys.put(testing::key_document("partner.key."));
  }
  /// The zone "inside" is seen by whom these ACLs admit.
  void show_inside(std::vector<model::Acl> acls, std::vector<std::string> zones = {"inside"}) {
    model::View view;
    view.name = "view";
    view.zones = std::move(zones);
    for (const auto& acl : acls) view.read_acls.push_back(acl.name);
    world.views.publish(std::make_shared<const access::Views>(acls, std::vector{view},
                                                              std::vector<model::Network>{}));
  }
  static model::Acl office() {
    model::Acl acl;
    acl.name = "office";
    acl.src_prefixes = {*base::IpPrefix::parse("198.51.100.0/24")};
    return acl;
  }
  static model::Acl partner() {
    model::Acl acl;
    acl.name = "partner";
    acl.tsig_keys = {testing::name("partner.key.")};
    return acl;
  }
  static Ask signed_with(const char* key_name, Ask ask = {}) {
    ask.key = testing::key(testing::key_document(key_name));
    return ask;
  }
  std::uint32_t serial(const Ask& ask, const char* client = secondary) {
    const auto message = answer(ask, client);
    if (message.answer.empty()) return 0;
    return dns::soa_serial(message.wire, message.answer)->value();
  }
  static std::uint16_t ede(const dns::Message& message) {
    const auto data = testing::option(message, option_ede);
    return data ? base::load_u16(data->data()) : 0xffff;
  }

  ZoneWithPast inside{transfer::testing::small_zone(50)};
};

TEST_F(ViewsTest, give_each_client_its_own_zone_by_address_or_key) {
  show_inside({office(), partner()});
  EXPECT_EQ(serial({}), 12U);
  EXPECT_EQ(serial({}, "198.51.100.7:4000"), 51U);
  EXPECT_EQ(serial(signed_with("partner.key.")), 51U);
  EXPECT_EQ(rcode(answer(Ask{.qname = "intranet.example.org", .type = RrType::a})),
            Rcode::nxdomain);
  EXPECT_EQ(
      rcode(answer(Ask{.qname = "intranet.example.org", .type = RrType::a}, "198.51.100.7:4000")),
      Rcode::noerror);
}

TEST_F(ViewsTest, transfer_each_zone_with_its_own_rows_and_history) {
  show_inside({office(), partner()});
  Ask ask = signed_with("partner.key.", axfr());
  const auto asked = testing::request(ask);
  ModelSecondary model;
  EXPECT_EQ(model.take(transfer(ask, asked, "203.0.113.9:4000"), testing::expecting(ask, asked)),
            "");
  EXPECT_EQ(model.serial->value(), 51U);
  // 192.0.2.1 is a row of both, but sees one of them.
  ask = ixfr(10);
  const auto unsigned_ask = testing::request(ask);
  ModelSecondary other(*zone.versions[0]);
  EXPECT_EQ(other.take(transfer(ask, unsigned_ask), testing::expecting(ask, unsigned_ask)), "");
  EXPECT_EQ(other.last, ModelSecondary::Kind::incremental);
  // Matched by address alone.
  EXPECT_EQ(rcode(answer(axfr(), "198.51.100.7:4000")), Rcode::refused);
}

TEST_F(ViewsTest, hide_a_zone_from_everybody_else) {
  show_inside({partner()}, {"inside", "example.org"});
  Ask asked = axfr();
  asked.edns = testing::edns();
  EXPECT_EQ(rcode(answer(asked)), Rcode::refused);
  EXPECT_EQ(ede(answer(asked)), 18);
  EXPECT_EQ(ede(answer(Ask{.edns = testing::edns()})), 18);
  EXPECT_EQ(rcode(answer(Ask{.edns = testing::edns()})), Rcode::refused);
  EXPECT_EQ(rcode(answer(signed_with("ns2.key.", asked))), Rcode::refused);
  EXPECT_EQ(rcode(answer(signed_with("ns2.key."))), Rcode::refused);
  EXPECT_EQ(rcode(answer(Ask{.opcode = dns::Opcode::notify})), Rcode::refused);
  EXPECT_EQ(rcode(answer(signed_with("nobody.key.", asked))), Rcode::notauth);
  Ask wrong = asked;
  wrong.key =
      testing::key(testing::key_document("partner.key.", dns::TsigAlgorithm::hmac_sha256, 0x11));
  EXPECT_EQ(rcode(answer(wrong)), Rcode::notauth);
  EXPECT_EQ(serial(signed_with("partner.key.")), 12U);  // of two zones the first made
  // Both zones list the client who was refused.
  EXPECT_TRUE(status("192.0.2.1:53").refusal);
  EXPECT_TRUE(
      world.board.status({.zone_id = 2, .secondary = *base::SocketAddress::parse("192.0.2.0:53")})
          .refusal);
}

TEST_F(ViewsTest, show_a_secondary_that_is_refused_the_soa_and_keep_no_strangers) {
  show_inside({partner()}, {"inside", "example.org"});
  answer(Ask{}, "203.0.113.9:4000");
  EXPECT_FALSE(status("203.0.113.9:0").refusal);
  answer(Ask{});
  ASSERT_TRUE(status("192.0.2.1:53").refusal);
  EXPECT_EQ(status("192.0.2.1:53").refusal->qtype, RrType::soa);
  EXPECT_EQ(status("192.0.2.1:53").refusal->why, to_text(access::Rule::no_view_admits));
}

TEST_F(ViewsTest, take_effect_with_the_next_request) {
  EXPECT_EQ(serial({}), 12U);
  show_inside({partner()}, {"inside", "example.org"});
  EXPECT_EQ(rcode(answer(Ask{})), Rcode::refused);
  show_inside({});
  EXPECT_EQ(serial({}), 12U);
}

TEST_F(ViewsTest, keep_books_under_the_zone_that_is_seen) {
  show_inside({partner()});
  answer(signed_with("partner.key."), "192.0.2.7:4000");
  EXPECT_FALSE(
      world.board.status({.zone_id = 1, .secondary = *base::SocketAddress::parse("192.0.2.0:53")})
          .soa_query);
  EXPECT_TRUE(
      world.board.status({.zone_id = 2, .secondary = *base::SocketAddress::parse("192.0.2.0:53")})
          .soa_query);
}

TEST_F(ViewsTest, a_zone_is_answered_on_the_addresses_of_its_networks) {
  model::Network network;
  network.id = 1;
  network.listen = {*base::SocketAddress::parse("203.0.113.53:53")};
  world.views.publish(std::make_shared<const access::Views>(
      std::vector<model::Acl>{}, std::vector<model::View>{}, std::vector{network}));
  const auto wire = testing::request(Ask{}).wire;
  const auto rcode_at = [&](const char* local) {
    const auto reply = handler.handle(wire, *base::SocketAddress::parse(secondary), Transport::udp,
                                      *base::SocketAddress::parse(local));
    return static_cast<Rcode>(reply.message[3] & 0xf);
  };
  EXPECT_EQ(rcode_at("203.0.113.54:53"), Rcode::noerror);
  EXPECT_EQ(rcode_at("203.0.113.53:53"), Rcode::refused);
}

}  // namespace
}  // namespace zonecast::server
