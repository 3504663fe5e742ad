// SPDX-License-Identifier: GPL-3.0-or-later
#include "secondaries/status_board.h"

#include <gtest/gtest.h>

#include <thread>

namespace zonecast::secondaries {
namespace {

using dns::Serial;

Pair pair(std::uint64_t zone_id, const char* secondary = "192.0.2.1:53") {
  return {.zone_id = zone_id, .secondary = *base::SocketAddress::parse(secondary)};
}

base::WallTime at(int seconds) { return base::WallTime(std::chrono::seconds(seconds)); }

TransferEvent transfer(const Pair& of, Serial to,
                       TransferResult result = TransferResult::finished) {
  TransferEvent event;
  event.pair = of;
  event.at = at(100);
  event.kind = "axfr";
  event.to = to;
  event.messages = 3;
  event.key_name = "ns1.key.";
  event.result = result;
  return event;
}

NotifyEvent answer(const Pair& of, Serial serial, dns::Rcode rcode, const char* tsig = "") {
  NotifyEvent event;
  event.pair = of;
  event.serial = serial;
  event.answered = true;
  event.rcode = rcode;
  event.tsig = tsig;
  return event;
}

RefusalEvent refusal(const Pair& of, const char* why) {
  RefusalEvent event;
  event.pair = of;
  event.qtype = dns::RrType::axfr;
  event.rcode = dns::Rcode::refused;
  event.why = why;
  return event;
}

TEST(StatusBoard, knows_nothing_of_a_pair_it_has_not_seen) {
  const auto status = StatusBoard().status(pair(1));
  EXPECT_FALSE(status.transfer || status.soa_query || status.notify_sent || status.fetched);
}

TEST(StatusBoard, gives_back_the_last_event_of_each_kind) {
  StatusBoard board;
  board.record(SoaQueryEvent{.pair = pair(1), .at = at(1), .key_name = "ns1.key."});
  board.record(SoaQueryEvent{.pair = pair(1), .at = at(2), .key_name = ""});
  board.record(transfer(pair(1), Serial(7)));
  board.record(refusal(pair(1), "no row lists 192.0.2.9"));
  NotifyEvent sent;
  sent.pair = pair(1);
  sent.serial = Serial(8);
  sent.tries = 2;
  board.record(sent);

  const auto status = board.status(pair(1));
  EXPECT_EQ(status.soa_query->at, at(2));
  EXPECT_EQ(status.soa_query->key_name, "");
  EXPECT_EQ(status.transfer->kind, "axfr");
  EXPECT_EQ(status.transfer->key_name, "ns1.key.");
  EXPECT_EQ(status.transfer->messages, 3U);
  EXPECT_EQ(status.transfer->pair, pair(1));
  EXPECT_EQ(status.refusal->why, "no row lists 192.0.2.9");
  EXPECT_EQ(status.notify_sent->tries, 2U);
  EXPECT_FALSE(status.notify_answer);
}

TEST(StatusBoard, a_finished_transfer_tells_what_was_fetched_and_an_aborted_one_does_not) {
  StatusBoard board;
  std::vector<Serial> told;
  board.on_fetch([&](const Pair&, Serial serial) { told.push_back(serial); });
  board.record(transfer(pair(1), Serial(5)));
  board.record(transfer(pair(1), Serial(6), TransferResult::aborted));
  EXPECT_EQ(board.status(pair(1)).fetched, Serial(5));
  EXPECT_EQ(board.status(pair(1)).transfer->result, TransferResult::aborted);
  EXPECT_EQ(told, std::vector{Serial(5)});
}

TEST(StatusBoard, fetched_never_goes_back_and_follows_a_serial_that_wraps) {
  StatusBoard board;
  board.record(transfer(pair(1), Serial(0xffff'ffff)));
  board.record(transfer(pair(1), Serial(0)));
  EXPECT_EQ(board.status(pair(1)).fetched, Serial(0));
  board.record(transfer(pair(1), Serial(0xffff'fff0)));
  EXPECT_EQ(board.status(pair(1)).fetched, Serial(0));
}

TEST(StatusBoard, a_secondary_ahead_of_us_has_what_it_says_it_has) {
  StatusBoard board;
  auto event = transfer(pair(1), Serial(5));
  event.kind = "up-to-date";
  event.from = Serial(9);
  board.record(event);
  EXPECT_EQ(board.status(pair(1)).fetched, Serial(9));
}

TEST(StatusBoard, only_a_good_answer_acknowledges) {
  StatusBoard board;
  board.record(answer(pair(1), Serial(5), dns::Rcode::refused));
  board.record(answer(pair(1), Serial(5), dns::Rcode::noerror, "unsigned"));
  board.record(answer(pair(1), Serial(5), dns::Rcode::noerror, "badsig"));
  EXPECT_FALSE(board.status(pair(1)).acknowledged);
  board.record(answer(pair(1), Serial(5), dns::Rcode::noerror, "verified"));
  board.record(answer(pair(1), Serial(4), dns::Rcode::noerror));
  EXPECT_EQ(board.status(pair(1)).acknowledged, Serial(5));
  EXPECT_EQ(board.status(pair(1)).notify_answer->serial, Serial(4));
}

TEST(StatusBoard, shows_a_transfer_while_it_runs) {
  StatusBoard board;
  board.transfer_begun(pair(1), at(50));
  board.transfer_begun(pair(1), at(60));
  EXPECT_EQ(board.status(pair(1)).transfers_running, 2U);
  EXPECT_EQ(board.status(pair(1)).running_since, at(60));
  board.record(transfer(pair(1), Serial(5)));
  board.record(transfer(pair(1), Serial(5), TransferResult::timed_out));
  EXPECT_EQ(board.status(pair(1)).transfers_running, 0U);
  EXPECT_FALSE(board.status(pair(1)).running_since);
}

TEST(StatusBoard, lists_the_pairs_of_one_zone_only) {
  StatusBoard board;
  board.record(transfer(pair(1, "192.0.2.1:53"), Serial(1)));
  board.record(transfer(pair(2, "192.0.2.1:53"), Serial(2)));
  board.record(transfer(pair(2, "[2001:db8::1]:53"), Serial(3)));
  board.record(transfer(pair(3, "192.0.2.1:53"), Serial(4)));
  const auto rows = board.zone(2);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].second.fetched, Serial(2));
  EXPECT_EQ(rows[1].second.fetched, Serial(3));
}

TEST(StatusBoard, forgets_a_zone_or_a_row_and_nothing_else) {
  StatusBoard board;
  board.record(transfer(pair(1, "192.0.2.1:53"), Serial(1)));
  board.record(transfer(pair(1, "192.0.2.2:53"), Serial(1)));
  board.record(transfer(pair(2, "192.0.2.1:53"), Serial(2)));
  board.forget(pair(1, "192.0.2.2:53"));
  EXPECT_EQ(board.zone(1).size(), 1U);
  board.forget_zone(1);
  EXPECT_TRUE(board.zone(1).empty());
  EXPECT_EQ(board.zone(2).size(), 1U);
}

TEST(StatusBoard, strangers_push_out_the_oldest_stranger_and_no_row) {
  StatusBoard board;
  board.record(transfer(pair(1, "192.0.2.1:53"), Serial(1)));
  board.record(refusal(pair(1, "198.51.100.1:0"), "the first stranger"));
  for (std::size_t i = 0; i < unknown_clients_max; ++i) {
    in_addr octets{};
    octets.s_addr = htonl(static_cast<std::uint32_t>(0x0a00'0000 + i));
    board.record(refusal({.zone_id = 1, .secondary = {base::IpAddress::from_v4(octets), 0}},
                         "another stranger"));
  }
  EXPECT_FALSE(board.status(pair(1, "198.51.100.1:0")).refusal);
  EXPECT_EQ(board.status(pair(1)).fetched, Serial(1));
  EXPECT_EQ(board.zone(1).size(), 1 + unknown_clients_max);
  board.forget_zone(1);
  EXPECT_TRUE(board.zone(1).empty());
}

TEST(StatusBoard, takes_events_from_many_threads) {
  StatusBoard board;
  std::vector<std::thread> threads;
  for (std::uint64_t zone = 0; zone < 4; ++zone) {
    threads.emplace_back([&board, zone] {
      for (std::uint32_t i = 0; i < 500; ++i) {
        board.record(transfer(pair(zone), Serial(i)));
        (void)board.zone(zone ^ 1U);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (std::uint64_t zone = 0; zone < 4; ++zone) {
    EXPECT_EQ(board.status(pair(zone)).fetched, Serial(499));
  }
}

}  // namespace
}  // namespace zonecast::secondaries
