// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/request_handler.h"

#include <gtest/gtest.h>

#include "server/request_handler_fixture.h"

namespace zonecast::server {
namespace {

// ---- what is dropped, and what is malformed

TEST_F(RequestHandlerTest, drops_what_has_no_header) {
  for (std::size_t size = 0; size < dns::header_size; ++size) {
    EXPECT_TRUE(handle(base::Bytes(size, 0)).empty());
  }
}

TEST_F(RequestHandlerTest, drops_responses) {
  auto asked = testing::request(Ask{});
  asked.wire[2] |= 0x80;
  EXPECT_TRUE(handle(asked.wire).empty());
  asked.wire.resize(20);  // and malformed ones too
  EXPECT_TRUE(handle(asked.wire).empty());
}

TEST_F(RequestHandlerTest, answers_formerr_with_the_header_alone_to_what_cannot_be_read) {
  auto asked = testing::request(Ask{});
  asked.wire.resize(asked.wire.size() - 3);
  const auto message = answer(asked.wire);
  EXPECT_EQ(rcode(message), Rcode::formerr);
  EXPECT_EQ(message.header.id, 0x1234);
  EXPECT_EQ(message.wire.size(), dns::header_size);
}

TEST_F(RequestHandlerTest, answers_formerr_to_a_query_without_a_question) {
  EXPECT_EQ(rcode(answer(base::Bytes{0x12, 0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})), Rcode::formerr);
}

TEST_F(RequestHandlerTest, answers_notimp_to_update_and_to_opcodes_unknown) {
  for (const unsigned opcode : {1U, 2U, 3U, 5U, 6U, 15U}) {
    EXPECT_EQ(rcode(answer(Ask{.opcode = static_cast<dns::Opcode>(opcode)})), Rcode::notimp);
  }
  base::Bytes nonsense{0x12, 0x34, 5 << 3, 0, 0, 9, 0, 9, 0, 9, 0, 9, 1, 2, 3};
  EXPECT_EQ(rcode(answer(nonsense)), Rcode::notimp);
}

TEST_F(RequestHandlerTest, answers_badvers_to_an_edns_version_it_does_not_know) {
  auto edns = testing::edns();
  edns.version = 1;
  for (const auto type : {RrType::soa, RrType::axfr}) {
    const auto message = answer(Ask{.type = type, .edns = edns});
    EXPECT_EQ(rcode(message), Rcode::badvers);
    EXPECT_EQ(message.edns->version, 0);
  }
}

TEST_F(RequestHandlerTest, answers_notify_as_a_primary_does) {
  EXPECT_EQ(rcode(answer(Ask{.opcode = dns::Opcode::notify})), Rcode::refused);
  EXPECT_EQ(rcode(answer(Ask{.qname = "example.net", .opcode = dns::Opcode::notify})),
            Rcode::notauth);
}

// ---- who may transfer what

TEST_F(RequestHandlerTest, sends_the_zone_to_a_secondary) {
  for (const bool with_opt : {false, true}) {
    Ask ask = axfr();
    ask.qname = "EXAMPLE.org";
    if (with_opt) ask.edns = testing::edns();
    const auto asked = testing::request(ask);
    ModelSecondary model;
    EXPECT_EQ(model.take(transfer(ask, asked), testing::expecting(ask, asked)), "");
    EXPECT_EQ(model.contents, zone::testing::contents_of(*zone.current()));
  }
}

TEST_F(RequestHandlerTest, sends_the_differences_to_a_secondary) {
  const Ask ask = ixfr(10);
  const auto asked = testing::request(ask);
  ModelSecondary model(*zone.versions[0]);
  EXPECT_EQ(model.take(transfer(ask, asked), testing::expecting(ask, asked)), "");
  EXPECT_EQ(model.last, ModelSecondary::Kind::incremental);
  EXPECT_EQ(model.contents, zone::testing::contents_of(*zone.current()));
}

TEST_F(RequestHandlerTest, signs_every_message_of_a_signed_transfer) {
  zone = ZoneWithPast(transfer::testing::large_zone(3000, 10));
  publish();
  Ask ask = axfr();
  ask.key = ns2_key;
  const auto asked = testing::request(ask);
  const auto messages = transfer(ask, asked, stranger);  // a key admits from any address
  EXPECT_GT(messages.size(), 3U);
  ModelSecondary model;
  EXPECT_EQ(model.take(messages, testing::expecting(ask, asked)), "");
  EXPECT_EQ(status("192.0.2.2:53").transfer->key_name, "ns2.key.");
}

TEST_F(RequestHandlerTest, refuses_a_stranger_and_tells_why_only_when_he_speaks_edns) {
  Ask ask = axfr();
  EXPECT_EQ(rcode(answer(ask, stranger)), Rcode::refused);
  ask.edns = testing::edns();
  const auto message = answer(ask, stranger);
  EXPECT_EQ(rcode(message), Rcode::refused);
  const auto ede = testing::option(message, option_ede);
  ASSERT_TRUE(ede && ede->size() > 2);
  EXPECT_EQ(base::load_u16(ede->data()), 18);
  EXPECT_EQ(message.question->type, RrType::axfr);
}

TEST_F(RequestHandlerTest, refuses_an_unsigned_request_where_a_key_is_demanded) {
  EXPECT_EQ(rcode(answer(axfr(), "192.0.2.2:40000")), Rcode::refused);
  EXPECT_EQ(status("192.0.2.2:53").refusal->why, to_text(access::Rule::row_demands_key));
}

TEST_F(RequestHandlerTest, a_client_that_may_not_transfer_may_still_query) {
  EXPECT_EQ(rcode(answer(Ask{}, stranger)), Rcode::noerror);
}

TEST_F(RequestHandlerTest, answers_notauth_for_a_zone_that_is_not_here) {
  for (const char* qname : {"example.net", "www.example.org", "org", "."}) {
    Ask ask = axfr();
    ask.qname = qname;
    EXPECT_EQ(rcode(answer(ask)), Rcode::notauth) << qname;
  }
  Ask chaos = axfr();
  chaos.rr_class = dns::RrClass::ch;
  EXPECT_EQ(rcode(answer(chaos)), Rcode::notauth);
}

TEST_F(RequestHandlerTest, answers_servfail_for_a_zone_that_cannot_be_served) {
  publish("no NS RRset at the apex");
  EXPECT_EQ(rcode(answer(axfr())), Rcode::servfail);
  EXPECT_EQ(status("192.0.2.1:53").refusal->why, "no NS RRset at the apex");
  EXPECT_EQ(rcode(answer(axfr(), stranger)), Rcode::refused);
}

TEST_F(RequestHandlerTest, answers_formerr_to_axfr_over_udp) {
  EXPECT_EQ(rcode(answer(axfr(), secondary, Transport::udp)), Rcode::formerr);
}

TEST_F(RequestHandlerTest, answers_formerr_to_ixfr_without_the_soa_of_the_zone) {
  EXPECT_EQ(rcode(answer(Ask{.type = RrType::ixfr})), Rcode::formerr);
  Ask other = ixfr(10);
  other.have_owner = "example.net";
  EXPECT_EQ(rcode(answer(other)), Rcode::formerr);
}

TEST_F(RequestHandlerTest, decides_each_request_by_what_is_saved_then) {
  EXPECT_TRUE(handle(testing::request(axfr()).wire).transfer);
  world.publish(zone, {testing::row("203.0.113.1")});
  EXPECT_EQ(rcode(answer(axfr())), Rcode::refused);
  publish();
  EXPECT_TRUE(handle(testing::request(axfr()).wire).transfer);
}

// ---- IXFR over UDP

TEST_F(RequestHandlerTest, answers_ixfr_over_udp_in_full_when_it_fits) {
  const Ask ask = ixfr(10);
  const auto asked = testing::request(ask);
  const auto reply = handle(asked.wire, secondary, Transport::udp);
  ModelSecondary model(*zone.versions[0]);
  EXPECT_EQ(
      model.take({{reply.message.begin(), reply.message.end()}}, testing::expecting(ask, asked)),
      "");
  EXPECT_EQ(model.last, ModelSecondary::Kind::incremental);
}

TEST_F(RequestHandlerTest, answers_ixfr_over_udp_with_the_soa_alone_when_it_does_not_fit) {
  zone = ZoneWithPast(transfer::testing::large_zone(300, 10));
  zone.add(zone::testing::txt("t.example.org", 2000));
  publish();
  for (const bool with_opt : {false, true}) {
    for (const auto& signer : {dns::TsigKeyRef(), ns2_key}) {
      Ask ask = ixfr(10);
      if (with_opt) ask.edns = testing::edns(4096);
      ask.key = signer;
      const auto asked = testing::request(ask);
      const auto reply = handle(asked.wire, secondary, Transport::udp);
      EXPECT_LE(reply.message.size(), with_opt ? udp_answer_size_max : 512);
      ModelSecondary model(*zone.versions[0]);
      EXPECT_EQ(model.take({{reply.message.begin(), reply.message.end()}},
                           testing::expecting(ask, asked)),
                "");
      EXPECT_EQ(model.last, ModelSecondary::Kind::up_to_date);
    }
  }
  EXPECT_TRUE(status("192.0.2.1:53").soa_query);
  EXPECT_FALSE(status("192.0.2.1:53").transfer);
}

TEST_F(RequestHandlerTest, keeps_ixfr_over_udp_within_the_datagram_signature_included) {
  ZoneWithPast grown(transfer::testing::small_zone(10));
  for (int i = 0; i < 100; ++i) {
    grown.add(zone::testing::a("h" + std::to_string(i) + ".example.org", 1));
    world.publish(grown, {testing::row("192.0.2.1")});
    for (const auto& signer : {dns::TsigKeyRef(), ns2_key}) {
      Ask ask = ixfr(10);
      ask.edns = testing::edns();
      ask.key = signer;
      const auto asked = testing::request(ask);
      const auto reply = handle(asked.wire, secondary, Transport::udp);
      ASSERT_LE(reply.message.size(), udp_answer_size_max);
      ModelSecondary model(*grown.versions[0]);
      ASSERT_EQ(model.take({{reply.message.begin(), reply.message.end()}},
                           testing::expecting(ask, asked)),
                "");
    }
  }
}

// ---- EDNS

TEST_F(RequestHandlerTest, gives_expire_to_who_asks_for_it) {
  auto edns = testing::edns();
  edns.options.push_back({option_expire, {}});
  for (const auto& base_ask : {Ask{}, axfr(), ixfr(10), ixfr(12)}) {
    Ask ask = base_ask;
    ask.edns = edns;
    const auto reply = handle(testing::request(ask).wire);
    base::Bytes wire(reply.message.begin(), reply.message.end());
    if (reply.transfer) {
      transfer::OutgoingMessage message;
      ASSERT_TRUE(reply.transfer->next(message));
      wire = transfer::testing::wire_of(message);
    }
    const auto message = dns::parse_message(wire);
    ASSERT_TRUE(message);
    const auto expire = testing::option(*message, option_expire);
    ASSERT_TRUE(expire) << dns::to_text(ask.type);
    ASSERT_EQ(expire->size(), 4U);
    EXPECT_EQ(base::load_u32(expire->data()), 1209600U);
  }
}

TEST_F(RequestHandlerTest, tells_in_a_transfer_how_long_the_connection_is_kept) {
  auto edns = testing::edns();
  edns.options.push_back({option_keepalive, {}});
  for (const auto& base_ask : {axfr(), ixfr(10), ixfr(12)}) {
    Ask ask = base_ask;
    ask.edns = edns;
    const auto reply = handle(testing::request(ask).wire);
    ASSERT_TRUE(reply.transfer);
    transfer::OutgoingMessage first;
    ASSERT_TRUE(reply.transfer->next(first));
    const auto wire = transfer::testing::wire_of(first);
    const auto message = dns::parse_message(wire);
    ASSERT_TRUE(message);
    const auto keepalive = testing::option(*message, option_keepalive);
    ASSERT_TRUE(keepalive);
    ASSERT_EQ(keepalive->size(), 2U);
    EXPECT_EQ(base::load_u16(keepalive->data()), 300U);
  }
}

TEST_F(RequestHandlerTest, gives_no_option_to_who_asks_for_none) {
  Ask ask = axfr();
  ask.edns = testing::edns();
  const auto asked = testing::request(ask);
  const auto messages = transfer(ask, asked);
  EXPECT_TRUE(dns::parse_message(messages[0])->edns->options.empty());
}

// ---- TSIG (RFC 8945 section 5.2)

TEST_F(RequestHandlerTest, signs_the_answer_to_a_signed_query_over_udp) {
  Ask ask;
  ask.key = ns2_key;
  const auto asked = testing::request(ask);
  const auto message = answer(asked.wire, secondary, Transport::udp);
  EXPECT_EQ(rcode(message), Rcode::noerror);
  EXPECT_EQ(message.answer.size(), 1U);
  dns::TsigVerifier verifier(ns2_key, asked.mac);
  EXPECT_EQ(verifier.check(message, testing::now).outcome, dns::TsigVerifier::Outcome::verified);
}

TEST_F(RequestHandlerTest, signs_refusals_too) {
  world.publish(zone, {});
  Ask ask = axfr();
  ask.key = ns2_key;
  const auto asked = testing::request(ask);
  const auto message = answer(asked.wire);
  EXPECT_EQ(rcode(message), Rcode::refused);
  dns::TsigVerifier verifier(ns2_key, asked.mac);
  EXPECT_EQ(verifier.check(message, testing::now).outcome, dns::TsigVerifier::Outcome::verified);
}

TEST_F(RequestHandlerTest, keeps_a_signed_answer_within_the_datagram) {
  zone = ZoneWithPast(transfer::testing::small_zone(10));
  for (int i = 0; i < 40; ++i) {
    zone.add(zone::testing::a("many.example.org", static_cast<std::uint8_t>(i)));
    publish();
    for (const auto udp_size : {0, 512, 1232, 4096}) {
      Ask ask{.qname = "many.example.org", .type = RrType::a};
      if (udp_size > 0) ask.edns = testing::edns(static_cast<std::uint16_t>(udp_size));
      ask.key = ns2_key;
      const auto asked = testing::request(ask);
      const auto message = answer(asked.wire, secondary, Transport::udp);
      ASSERT_LE(message.wire.size(), udp_size <= 512 ? 512 : udp_answer_size_max);
      dns::TsigVerifier verifier(ns2_key, asked.mac);
      ASSERT_EQ(verifier.check(message, testing::now).outcome,
                dns::TsigVerifier::Outcome::verified);
    }
  }
}

TEST_F(RequestHandlerTest, answers_badkey_unsigned_and_without_data) {
  Ask ask;
  ask.key = testing::key(testing::key_document("unknown.key."));
  const auto message = answer(ask);
  EXPECT_EQ(rcode(message), Rcode::notauth);
  EXPECT_TRUE(message.answer.empty());
  ASSERT_TRUE(message.tsig);
  EXPECT_EQ(message.tsig->error, 17);
  EXPECT_TRUE(message.tsig->mac.empty());
  EXPECT_EQ(message.tsig->key_name, testing::name("unknown.key."));
}

TEST_F(RequestHandlerTest, answers_badkey_to_another_algorithm_than_the_keys) {
  Ask ask;
  ask.key = testing::key(testing::key_document("ns2.key.", dns::TsigAlgorithm::hmac_sha512));
  EXPECT_EQ(answer(ask).tsig->error, 17);
}

TEST_F(RequestHandlerTest, answers_badsig_unsigned_and_without_data) {
  Ask ask = axfr();
  ask.key = testing::key(testing::key_document("ns2.key.", dns::TsigAlgorithm::hmac_sha256, 0x33));
  const auto message = answer(ask, "192.0.2.2:40000");
  EXPECT_EQ(rcode(message), Rcode::notauth);
  ASSERT_TRUE(message.tsig);
  EXPECT_EQ(message.tsig->error, 16);
  EXPECT_TRUE(message.tsig->mac.empty());
  EXPECT_EQ(status("192.0.2.2:53").refusal->why, "BADSIG ns2.key.");
}

TEST_F(RequestHandlerTest, a_bad_signature_is_refused_where_no_signature_would_be_admitted) {
  Ask ask = axfr();
  ask.key = testing::key(testing::key_document("ns2.key.", dns::TsigAlgorithm::hmac_sha256, 0x33));
  EXPECT_EQ(rcode(answer(ask, secondary)), Rcode::notauth);
}

TEST_F(RequestHandlerTest, answers_badtime_signed_with_the_servers_time) {
  for (const std::int64_t off : {-301, 301}) {
    Ask ask;
    ask.key = ns2_key;
    ask.signed_at = testing::now + static_cast<std::uint64_t>(off);
    const auto asked = testing::request(ask);
    const auto message = answer(asked.wire);
    EXPECT_EQ(rcode(message), Rcode::notauth);
    ASSERT_TRUE(message.tsig);
    EXPECT_EQ(message.tsig->error, 18);
    EXPECT_FALSE(message.tsig->mac.empty());
    ASSERT_EQ(message.tsig->other.size(), 6U);
    EXPECT_EQ(base::load_u32(message.tsig->other.data() + 2), testing::now);
    dns::TsigVerifier verifier(ns2_key, asked.mac);
    const auto checked = verifier.check(message, ask.signed_at);
    EXPECT_EQ(checked.outcome, dns::TsigVerifier::Outcome::error_reported);
    EXPECT_EQ(checked.reported, dns::TsigError::badtime);
  }
}

TEST_F(RequestHandlerTest, takes_a_clock_that_is_off_by_the_fudge) {
  for (const std::int64_t off : {-300, 300}) {
    Ask ask;
    ask.key = ns2_key;
    ask.signed_at = testing::now + static_cast<std::uint64_t>(off);
    EXPECT_EQ(rcode(answer(ask)), Rcode::noerror);
  }
}

/// The request with its MAC cut to `size` octets.
base::Bytes with_short_mac(const testing::Asked& asked, std::size_t size) {
  const auto message = *dns::parse_message(asked.wire);
  const auto& tsig = *message.tsig;
  const auto at = static_cast<std::size_t>(tsig.mac.data() - asked.wire.data());
  base::Bytes wire = asked.wire;
  wire.erase(wire.begin() + static_cast<std::ptrdiff_t>(at + size),
             wire.begin() + static_cast<std::ptrdiff_t>(at + tsig.mac.size()));
  base::store_u16(&wire[at - 2], static_cast<std::uint16_t>(size));
  const std::size_t rdlength_at =
      tsig.offset + tsig.key_name.size() + 8;  // the key name is written in full
  base::store_u16(
      &wire[rdlength_at],
      static_cast<std::uint16_t>(base::load_u16(&wire[rdlength_at]) - (tsig.mac.size() - size)));
  return wire;
}

TEST_F(RequestHandlerTest, answers_formerr_to_a_mac_too_short_to_be_one) {
  Ask ask;
  ask.key = ns2_key;
  const auto asked = testing::request(ask);
  EXPECT_EQ(rcode(answer(with_short_mac(asked, 15))), Rcode::formerr);
}

TEST_F(RequestHandlerTest, answers_badtrunc_signed_to_a_truncated_mac) {
  Ask ask;
  ask.key = ns2_key;
  const auto asked = testing::request(ask);
  const auto message = answer(with_short_mac(asked, 16));
  EXPECT_EQ(rcode(message), Rcode::notauth);
  ASSERT_TRUE(message.tsig);
  EXPECT_EQ(message.tsig->error, 22);
  EXPECT_FALSE(message.tsig->mac.empty());
}

TEST_F(RequestHandlerTest, answers_formerr_to_a_tsig_that_is_not_last) {
  Ask ask;
  ask.key = ns2_key;
  auto asked = testing::request(ask);
  const auto tsig =
      base::Bytes(asked.wire.begin() +
                      static_cast<std::ptrdiff_t>(dns::parse_message(asked.wire)->tsig->offset),
                  asked.wire.end());
  base::append(asked.wire, tsig);
  base::store_u16(&asked.wire[10], 2);
  EXPECT_EQ(rcode(answer(asked.wire)), Rcode::formerr);
}

// ---- what is known afterwards

TEST_F(RequestHandlerTest, records_who_asked_for_the_soa) {
  answer(Ask{});
  EXPECT_EQ(status("192.0.2.1:53").soa_query->at, world.manual_clock.wall());
  answer(Ask{}, stranger);
  EXPECT_FALSE(status("198.51.100.9:0").soa_query);
}

TEST_F(RequestHandlerTest, records_transfers_and_what_was_fetched) {
  const auto asked = testing::request(ixfr(10));
  transfer(ixfr(10), asked);
  const auto& after = status("192.0.2.1:53");
  ASSERT_TRUE(after.transfer);
  EXPECT_EQ(after.transfer->kind, "ixfr");
  EXPECT_EQ(after.transfer->from, dns::Serial(10));
  EXPECT_EQ(after.transfer->to, dns::Serial(12));
  EXPECT_EQ(after.transfer->messages, 1U);
  EXPECT_GT(after.transfer->octets, 100U);
  EXPECT_EQ(after.fetched, dns::Serial(12));
  EXPECT_EQ(world.totals.ixfr_served, 1U);

  const Ask gap = ixfr(3);
  transfer(gap, testing::request(gap));
  EXPECT_EQ(status("192.0.2.1:53").transfer->kind, "ixfr-as-axfr");
}

TEST_F(RequestHandlerTest, a_transfer_that_is_dropped_was_aborted) {
  {
    const auto reply = handle(testing::request(axfr()).wire);
    EXPECT_EQ(status("192.0.2.1:53").transfers_running, 1U);
  }
  const auto after = status("192.0.2.1:53");
  EXPECT_EQ(after.transfer->result, secondaries::TransferResult::aborted);
  EXPECT_EQ(after.transfers_running, 0U);
  EXPECT_FALSE(after.fetched);
  EXPECT_EQ(world.totals.transfers_aborted, 1U);
}

TEST_F(RequestHandlerTest, records_refusals_with_the_reason) {
  answer(axfr(), stranger);
  const auto& refusal = status("198.51.100.9:0").refusal;
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->rcode, Rcode::refused);
  EXPECT_EQ(refusal->qtype, RrType::axfr);
  EXPECT_EQ(refusal->why, to_text(access::Rule::no_row));
  EXPECT_EQ(world.totals.transfers_refused, 1U);
}

}  // namespace
}  // namespace zonecast::server
