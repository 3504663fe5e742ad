// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/transfer_stream.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "transfer/model_secondary.h"
#include "zone/validate.h"

namespace zonecast::transfer {
namespace {

using dns::RrType;
using dns::Serial;
using testing::ModelSecondary;
using testing::ZoneWithPast;
using zone::testing::a;
using zone::testing::txt;

constexpr std::uint64_t now = 1'600'000'000;

dns::TsigKeyRef key(dns::TsigAlgorithm algorithm = dns::TsigAlgorithm::hmac_sha256) {
  return std::make_shared<const dns::TsigKey>(zone::testing::name("ns1.key."), algorithm,
                                              base::Bytes(32, 0x5a));
}

struct Way {
  dns::TsigKeyRef key;
  base::Bytes opt;
};

const base::Bytes request_mac(32, 0x77);

TransferStream stream_of(TransferPlan plan, const Way& way, RrType type,
                         const std::string& qname = "example.org") {
  RequestContext context{.id = 0xbeef,
                         .question = testing::question(qname, type),
                         .recursion_desired = false,
                         .opt = way.opt};
  std::optional<dns::TsigSigner> signer;
  if (way.key) signer = dns::TsigSigner::for_response(way.key, request_mac);
  return TransferStream(std::move(plan), std::move(context), std::move(signer));
}

ModelSecondary::Asked asked(const Way& way, RrType type, const std::string& qname = "example.org") {
  ModelSecondary::Asked asked{.type = type,
                              .id = 0xbeef,
                              .question = testing::question(qname, type),
                              .with_opt = !way.opt.empty(),
                              .verifier = {},
                              .now = now};
  if (way.key) asked.verifier.emplace(way.key, request_mac);
  return asked;
}

/// All ways a client may ask: plain or signed, with or without OPT.
std::vector<Way> all_ways() {
  return {{nullptr, {}}, {nullptr, testing::opt()}, {key(), {}}, {key(), testing::opt()}};
}

TransferPlan full(const zone::ZoneVersionRef& version) {
  return {TransferKind::full, Reason::asked, version, nullptr};
}

TEST(TransferStream, sends_a_zone_that_fits_one_message_in_one_message) {
  const ZoneWithPast zone(testing::small_zone());
  for (const auto& way : all_ways()) {
    auto stream = stream_of(full(zone.current()), way, RrType::axfr);
    const auto messages = testing::messages_of(stream, now);
    EXPECT_EQ(messages.size(), 1U);
    ModelSecondary secondary;
    EXPECT_EQ(secondary.take(messages, asked(way, RrType::axfr)), "");
    EXPECT_EQ(secondary.contents, zone::testing::contents_of(*zone.current()));
  }
}

TEST(TransferStream, sends_a_large_zone_as_it_is) {
  const ZoneWithPast zone(testing::large_zone(5000));
  for (const auto& way : all_ways()) {
    auto stream = stream_of(full(zone.current()), way, RrType::axfr);
    const auto messages = testing::messages_of(stream, now);
    EXPECT_GT(messages.size(), 5U);
    ModelSecondary secondary;
    EXPECT_EQ(secondary.take(messages, asked(way, RrType::axfr)), "");
    EXPECT_EQ(secondary.contents, zone::testing::contents_of(*zone.current()));
  }
}

TEST(TransferStream, signs_with_every_algorithm) {
  const ZoneWithPast zone(testing::large_zone(1000));
  for (const auto algorithm : {dns::TsigAlgorithm::hmac_md5, dns::TsigAlgorithm::hmac_sha1,
                               dns::TsigAlgorithm::hmac_sha224, dns::TsigAlgorithm::hmac_sha256,
                               dns::TsigAlgorithm::hmac_sha384, dns::TsigAlgorithm::hmac_sha512}) {
    const Way way{key(algorithm), {}};
    auto stream = stream_of(full(zone.current()), way, RrType::axfr);
    ModelSecondary secondary;
    EXPECT_EQ(secondary.take(testing::messages_of(stream, now), asked(way, RrType::axfr)), "")
        << dns::to_text(algorithm);
  }
}

TEST(TransferStream, spells_the_question_as_asked_and_the_owners_as_in_the_zone) {
  const ZoneWithPast zone(testing::large_zone(1000));
  const Way way;
  auto stream = stream_of(full(zone.current()), way, RrType::axfr, "eXample.ORG");
  ModelSecondary secondary;
  EXPECT_EQ(
      secondary.take(testing::messages_of(stream, now), asked(way, RrType::axfr, "eXample.ORG")),
      "");
  EXPECT_EQ(secondary.contents, zone::testing::contents_of(*zone.current()));
}

TEST(TransferStream, borrows_the_bodies_of_the_zone) {
  const ZoneWithPast zone(testing::large_zone(2000));
  auto stream = stream_of(full(zone.current()), {}, RrType::axfr);
  OutgoingMessage message;
  for (std::size_t i = 0; stream.next(now, message); ++i) {
    EXPECT_EQ(message.body.data(), zone.current()->block(i)->body().data());
  }
}

TEST(TransferStream, tells_who_is_up_to_date_with_the_soa_alone) {
  const ZoneWithPast zone(testing::small_zone(7));
  for (const auto& way : all_ways()) {
    auto stream =
        stream_of({TransferKind::up_to_date, Reason::client_has_current, zone.current(), nullptr},
                  way, RrType::ixfr);
    ModelSecondary secondary(*zone.current());
    const auto messages = testing::messages_of(stream, now);
    EXPECT_EQ(messages.size(), 1U);
    EXPECT_EQ(secondary.take(messages, asked(way, RrType::ixfr)), "");
    EXPECT_EQ(secondary.last, ModelSecondary::Kind::up_to_date);
  }
}

TEST(TransferStream, gives_the_closing_soa_its_own_message_when_the_last_body_leaves_no_room) {
  auto records = testing::small_zone();
  const auto apex = records[0].owner;
  const std::size_t owner_size = zone::testing::name("z.example.org").size();
  records.push_back(txt("z.example.org", zone::record_size_max(apex) - owner_size - 10));
  const ZoneWithPast zone(records);
  for (const auto& signer : {dns::TsigKeyRef(), key()}) {
    // OPT takes all but a few octets of what the record leaves.
    const std::size_t tsig = signer ? dns::TsigSigner::for_response(signer, request_mac).size() : 0;
    const std::size_t room =
        dns::message_size_max - dns::header_size - zone::record_size_max(apex) - tsig;
    const Way way{signer, testing::opt(room - 40)};
    auto stream = stream_of(full(zone.current()), way, RrType::axfr);
    std::vector<base::Bytes> messages;
    OutgoingMessage message;
    bool closing_alone = false;
    while (stream.next(now, message)) {
      messages.push_back(testing::wire_of(message));
      closing_alone = message.body.empty() && message.record_count == 1;
    }
    EXPECT_TRUE(closing_alone);
    for (const auto& wire : messages) EXPECT_LE(wire.size(), dns::message_size_max);
    ModelSecondary secondary;
    EXPECT_EQ(secondary.take(messages, asked(way, RrType::axfr)), "");
    EXPECT_EQ(secondary.contents, zone::testing::contents_of(*zone.current()));
  }
}

TEST(TransferStream, leaves_opt_out_of_a_message_that_a_record_fills) {
  auto records = testing::small_zone();
  const auto apex = records[0].owner;
  const std::size_t owner_size = zone::testing::name("z.example.org").size();
  records.push_back(txt("z.example.org", zone::record_size_max(apex) - owner_size - 10));
  const ZoneWithPast zone(records);
  auto stream = stream_of(full(zone.current()), {key(), testing::opt(3000)}, RrType::axfr);
  for (const auto& wire : testing::messages_of(stream, now)) {
    EXPECT_LE(wire.size(), dns::message_size_max);
    EXPECT_TRUE(dns::parse_message(wire));
  }
}

TEST(TransferStream, holds_its_version_while_the_zone_moves_on) {
  ZoneWithPast zone(testing::large_zone(2000, 5));
  auto stream = stream_of(full(zone.current()), {}, RrType::axfr);
  const auto expected = zone::testing::contents_of(*zone.current());
  zone.add(a("mail.example.org", 25));
  zone.versions.erase(zone.versions.begin());
  ModelSecondary secondary;
  EXPECT_EQ(secondary.take(testing::messages_of(stream, now), asked({}, RrType::axfr)), "");
  EXPECT_EQ(secondary.serial, Serial(5));
  EXPECT_EQ(secondary.contents, expected);
}

TEST(TransferStream, a_change_of_ttl_or_of_letter_case_is_a_deletion_and_an_addition) {
  ZoneWithPast zone(testing::small_zone());
  zone.change(
      {.deletions = {a("Www.example.org", 80, 300)}, .additions = {a("Www.example.org", 80, 600)}});
  zone.change(
      {.deletions = {a("Www.example.org", 80, 600)}, .additions = {a("wwW.example.org", 80, 600)}});
  ModelSecondary secondary(*zone.versions[0]);
  const IxfrAnswers answers;
  const auto plan = transfer::plan(zone.current(), zone.history, answers,
                                   {.type = RrType::ixfr, .have = Serial(1)});
  auto stream = stream_of(plan, {}, RrType::ixfr);
  EXPECT_EQ(secondary.take(testing::messages_of(stream, now), asked({}, RrType::ixfr)), "");
  EXPECT_EQ(secondary.contents, zone::testing::contents_of(*zone.current()));
}

/// Every record that a random zone may have; all of one TTL, so that any of them may stand with
/// any.
std::vector<dns::Record> candidates() {
  std::vector<dns::Record> all;
  for (int i = 0; i < 60; ++i) {
    const std::string owner = (i % 3 == 0 ? "Host" : "a.host") + std::to_string(i) + ".example.org";
    all.push_back(a(owner, 1));
    all.push_back(a(owner, 2));
    all.push_back(txt(owner, i % 7 == 0 ? 5000 : 40));
    base::Bytes mx{0, 10};
    base::append(mx, zone::testing::bytes(zone::testing::name("Mail." + owner)));
    all.push_back({zone::testing::name(owner), RrType::mx, 300, mx});
  }
  return all;
}

TEST(TransferStream, a_model_secondary_reaches_every_later_version_from_every_earlier_one) {
  const auto all = candidates();
  rc::check([&] {
    // A zone of some of the candidates, then steps that each turn some of them over.
    auto records = testing::small_zone(*rc::gen::element(1U, 0xffff'fffdU));
    std::vector<bool> present(all.size());
    const auto share = *rc::gen::inRange(0, 100);
    for (std::size_t i = 0; i < all.size(); ++i) {
      present[i] = *rc::gen::inRange(0, 100) < share;
      if (present[i]) records.push_back(all[i]);
    }
    ZoneWithPast zone(records);
    const auto steps = *rc::gen::inRange(1, 6);
    for (int step = 0; step < steps; ++step) {
      zone::ZoneChange change;
      const auto size = *rc::gen::weightedElement<int>({{6, 3}, {2, 30}, {1, 200}});
      for (const auto i : *rc::gen::unique<std::vector<std::size_t>>(
               static_cast<std::size_t>(*rc::gen::inRange(0, size)),
               rc::gen::inRange<std::size_t>(0, all.size()))) {
        (present[i] ? change.deletions : change.additions).push_back(all[i]);
        present[i] = !present[i];
      }
      zone.change(change, *rc::gen::inRange(1U, 4U));
    }

    const auto way = *rc::gen::elementOf(all_ways());
    const IxfrAnswers answers;
    for (const auto& from : zone.versions) {
      auto plan = transfer::plan(zone.current(), zone.history, answers,
                                 {.type = RrType::ixfr, .have = from->serial()});
      const auto kind = plan.kind;
      auto stream = stream_of(std::move(plan), way, RrType::ixfr);
      ModelSecondary secondary(*from);
      RC_ASSERT(secondary.take(testing::messages_of(stream, now), asked(way, RrType::ixfr)) ==
                std::string());
      RC_ASSERT(secondary.contents == zone::testing::contents_of(*zone.current()));
      RC_ASSERT(secondary.serial == zone.current()->serial());
      RC_ASSERT((secondary.last == ModelSecondary::Kind::incremental) ==
                (kind == TransferKind::incremental));
    }
    auto stream = stream_of(full(zone.current()), way, RrType::axfr);
    ModelSecondary secondary;
    RC_ASSERT(secondary.take(testing::messages_of(stream, now), asked(way, RrType::axfr)) ==
              std::string());
    RC_ASSERT(secondary.contents == zone::testing::contents_of(*zone.current()));
  });
}

}  // namespace
}  // namespace zonecast::transfer
