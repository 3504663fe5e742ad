// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/secondary_report.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace zonecast::cli {
namespace {

using boost::json::parse;

TEST(StateOf, a_secondary_that_fetched_the_serial_is_in_sync) {
  EXPECT_EQ(state_of(parse(R"({"in_sync":true})")), "in sync");
}

TEST(StateOf, a_block_has_no_state) {
  EXPECT_EQ(state_of(parse(R"({"in_sync":null})")), "any of a block");
}

TEST(StateOf, a_later_refusal_is_told_with_its_reason) {
  EXPECT_EQ(state_of(parse(R"({"in_sync":false,"transfer":{"at":"2026-11-22T11:00:00.000Z"},
      "refusal":{"at":"2026-11-22T11:02:10.114Z","rcode":"NOTAUTH","why":"BADKEY ns9.key."}})")),
            "refused: NOTAUTH, BADKEY ns9.key.");
}

TEST(StateOf, a_refusal_before_the_last_transfer_is_history) {
  EXPECT_EQ(state_of(parse(R"({"in_sync":false,"transfer":{"at":"2026-11-22T11:03:00.000Z"},
      "refusal":{"at":"2026-11-22T11:02:10.114Z","rcode":"NOTAUTH","why":"BADKEY ns9.key."}})")),
            "behind");
}

TEST(StateOf, an_error_as_answer_to_notify_is_told) {
  EXPECT_EQ(state_of(parse(R"({"in_sync":false,"notify_answer":{"at":"x","rcode":"REFUSED"}})")),
            "NOTIFY answered REFUSED");
}

TEST(StateOf, one_that_never_asked_is_not_heard_of) {
  EXPECT_EQ(state_of(parse(R"({"in_sync":false,"notify_sent":{"at":"x"}})")), "not heard of");
}

TEST(StatusText, holds_a_line_for_each_secondary) {
  const auto text =
      status_text(parse(R"({"zone":"example.org","serial":7,"in_sync":true,"unservable":null,
      "secondaries":[{"ip":"192.0.2.53","port":5300,"notify":true,"in_sync":true,"fetched":7,
        "notify_sent":{"at":"2026-11-22T11:02:10.100Z","serial":7,"tries":1},
        "notify_answer":{"at":"2026-11-22T11:02:10.111Z","serial":7,"rcode":"NOERROR","rtt_ms":11.2},
        "transfer":{"at":"2026-11-22T11:02:10.114Z","kind":"ixfr","to":7,"records":4,"duration_ms":3.1,
                    "result":"finished"}}]})"));
  EXPECT_EQ(
      text,
      "example.org  serial 7\n\n"
      "SECONDARY             STATE    SERIAL  NOTIFY         LAST TRANSFER\n"
      "192.0.2.53 port 5300  in sync  7       NOERROR 11 ms  ixfr to 7, 4 RRs in 3 ms at 11:02:10");
}

TEST(StatusText, says_why_a_zone_is_not_published) {
  EXPECT_EQ(
      status_text(parse(
          R"({"zone":"example.org","serial":7,"unservable":"no NS at the apex","secondaries":[]})")),
      "example.org  serial 7\nnot published: no NS at the apex\nno secondaries");
}

TEST(HasMoved, an_answer_or_a_transfer_moves_it) {
  const auto before = parse(R"({"notify_answer":{"at":"1"},"transfer":{"at":"1"}})");
  EXPECT_FALSE(has_moved(before, before));
  EXPECT_TRUE(has_moved(before, parse(R"({"notify_answer":{"at":"2"},"transfer":{"at":"1"}})")));
  EXPECT_TRUE(has_moved(before, parse(R"({"notify_answer":{"at":"1"},"transfer":{"at":"2"}})")));
}

TEST(Notified, leaves_out_blocks_and_those_without_notify) {
  EXPECT_EQ(
      notified(
          parse(R"({"secondaries":[{"notify":true,"in_sync":false},{"notify":false,"in_sync":true},
      {"notify":true,"in_sync":null}]})"))
          .size(),
      1u);
}

}  // namespace
}  // namespace zonecast::cli
