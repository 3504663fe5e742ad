// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/transfer_plan.h"

#include <gtest/gtest.h>

#include "transfer/model_secondary.h"

namespace zonecast::transfer {
namespace {

using dns::RrType;
using dns::Serial;
using testing::ZoneWithPast;
using zone::testing::a;
using zone::testing::txt;

TransferPlan planned(const ZoneWithPast& zone, const TransferRequest& request) {
  const IxfrAnswers answers;
  return plan(zone.current(), zone.history, answers, request);
}

TransferRequest ixfr(std::uint32_t have) {
  return {.type = RrType::ixfr, .have = Serial(have), .transport = Transport::tcp, .size_max = 0};
}
TransferRequest ixfr_over_udp(std::uint32_t have, std::size_t size_max) {
  return {.type = RrType::ixfr,
          .have = Serial(have),
          .transport = Transport::udp,
          .size_max = size_max};
}

void expect(const TransferPlan& plan, TransferKind kind, Reason reason) {
  EXPECT_EQ(plan.kind, kind) << to_text(plan.kind);
  EXPECT_EQ(plan.reason, reason) << to_text(plan.reason);
  EXPECT_EQ(plan.ixfr != nullptr, kind == TransferKind::incremental);
}

/// Serials 10, 11 and 12.
ZoneWithPast zone_at_twelve() {
  ZoneWithPast zone(testing::small_zone(10));
  zone.add(a("mail.example.org", 25));
  zone.add(a("imap.example.org", 143));
  return zone;
}

TEST(TransferPlan, gives_the_zone_to_who_asks_for_it) {
  const auto zone = zone_at_twelve();
  const auto plan = planned(zone, {.type = RrType::axfr, .have = {}});
  expect(plan, TransferKind::full, Reason::asked);
  EXPECT_EQ(plan.version, zone.current());
}

TEST(TransferPlan, gives_the_differences_from_a_serial_history_reaches) {
  const auto zone = zone_at_twelve();
  for (const std::uint32_t have : {10U, 11U}) {
    const auto plan = planned(zone, ixfr(have));
    expect(plan, TransferKind::incremental, Reason::asked);
    EXPECT_EQ(plan.ixfr->from, Serial(have));
    EXPECT_EQ(plan.ixfr->to, Serial(12));
  }
}

TEST(TransferPlan, tells_a_client_with_the_same_or_a_newer_serial_that_it_is_up_to_date) {
  const auto zone = zone_at_twelve();
  for (const std::uint32_t have : {12U, 13U, 12U + 0x7fff'ffffU}) {
    expect(planned(zone, ixfr(have)), TransferKind::up_to_date, Reason::client_has_current);
  }
}

TEST(TransferPlan, falls_back_to_full_when_history_has_a_gap) {
  const auto zone = zone_at_twelve();
  for (const std::uint32_t have : {9U, 0U, 12U + 0x8000'0001U}) {
    expect(planned(zone, ixfr(have)), TransferKind::full, Reason::history_gap);
  }
}

TEST(TransferPlan, gives_the_zone_to_a_client_whose_serial_cannot_be_compared) {
  expect(planned(zone_at_twelve(), ixfr(12U + 0x8000'0000U)), TransferKind::full,
         Reason::history_gap);
}

TEST(TransferPlan, follows_a_serial_that_wraps) {
  ZoneWithPast zone(testing::small_zone(0xffff'fffe));
  for (int i = 0; i < 3; ++i) zone.add(a("h" + std::to_string(i) + ".example.org", 1));
  ASSERT_EQ(zone.current()->serial(), Serial(1));
  for (const std::uint32_t have : {0xffff'fffeU, 0xffff'ffffU, 0U}) {
    expect(planned(zone, ixfr(have)), TransferKind::incremental, Reason::asked);
  }
  expect(planned(zone, ixfr(2)), TransferKind::up_to_date, Reason::client_has_current);
}

TEST(TransferPlan, gives_the_zone_when_the_differences_outweigh_it) {
  ZoneWithPast zone(testing::small_zone(10));
  for (int i = 0; i < 20; ++i) {
    const auto text = txt("t.example.org", 1000, static_cast<std::uint8_t>('a' + i));
    zone.add(text);
    zone.change({.deletions = {text}, .additions = {}});
  }
  expect(planned(zone, ixfr(10)), TransferKind::full, Reason::answer_larger_than_zone);
  expect(planned(zone, ixfr(49)), TransferKind::incremental, Reason::asked);
}

TEST(TransferPlan, over_udp_gives_the_differences_when_they_fit) {
  const auto zone = zone_at_twelve();
  expect(planned(zone, ixfr_over_udp(10, 1232)), TransferKind::incremental, Reason::asked);
  expect(planned(zone, ixfr_over_udp(12, 100)), TransferKind::up_to_date,
         Reason::client_has_current);
}

TEST(TransferPlan, over_udp_gives_a_small_zone_when_that_fits_and_the_differences_do_not) {
  ZoneWithPast zone(testing::small_zone(10));
  for (int i = 0; i < 20; ++i) zone.add(a("Www.example.org", static_cast<std::uint8_t>(i)));
  const auto size =
      dns::header_size + 17 + zone.current()->body_octets() + zone.current()->closing_soa().size();
  expect(planned(zone, ixfr_over_udp(10, size)), TransferKind::full,
         Reason::answer_larger_than_zone);
  expect(planned(zone, ixfr_over_udp(9, size)), TransferKind::full, Reason::history_gap);
  expect(planned(zone, ixfr_over_udp(9, size - 1)), TransferKind::soa_only,
         Reason::too_large_for_udp);
}

TEST(TransferPlan, over_udp_gives_the_soa_alone_when_nothing_fits) {
  ZoneWithPast zone(testing::large_zone(500, 10));
  zone.add(txt("t.example.org", 2000));
  expect(planned(zone, ixfr_over_udp(10, 1232)), TransferKind::soa_only, Reason::too_large_for_udp);
  expect(planned(zone, ixfr_over_udp(9, 1232)), TransferKind::soa_only, Reason::too_large_for_udp);
}

}  // namespace
}  // namespace zonecast::transfer
