// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/replication.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

using namespace std::chrono_literals;

class ReplicationTest : public ApiTestBed {
 protected:
  void SetUp() override {
    zones.create("example.org", dns::Name::from_text("example.org").value(), {}, {});
  }
  static control::SecondaryReport row(const std::string& prefix) {
    return {model::Secondary{*base::IpPrefix::parse(prefix), 53, true, {}, {}}, {}};
  }
  static base::WallTime at(std::int64_t ms) {
    return base::WallTime(std::chrono::milliseconds(ms));
  }
};

TEST_F(ReplicationTest, a_secondary_nobody_heard_of_is_not_in_sync) {
  replication.reports.push_back(row("192.0.2.1"));
  EXPECT_EQ(
      ask("GET", "/v1/zones/example.org/status"),
      R"(200 {"zone":"example.org","serial":1,"in_sync":false,"unservable":null,"secondaries":[)"
      R"({"ip":"192.0.2.1","port":53,"notify":true,"in_sync":false,"acknowledged":null,"fetched":null,)"
      R"("notify_sent":null,"notify_answer":null,"soa_query":null,"transfers_running":0,)"
      R"("running_since":null,"transfer":null,"refusal":null}]})");
}

TEST_F(ReplicationTest, everything_known_of_a_secondary_is_told) {
  auto report = row("192.0.2.1");
  auto& status = report.status;
  const dns::Serial one(1);
  status.acknowledged = status.fetched = one;
  status.notify_sent = {{}, at(1), one, 2, false, {}, {}, 0, "xfr."};
  status.notify_answer = {{}, at(2), one, 2, true, dns::Rcode::noerror, "verified", 1'234, "xfr."};
  status.soa_query = {{}, at(3), {}};
  status.transfer = {{}, at(4), "ixfr", dns::Serial(0xffffffff), one, 1, 5, 300, 2'000, "xfr.", {}};
  status.refusal = {{}, at(5), dns::RrType::axfr, dns::Rcode::refused, "transfers are off"};
  replication.reports.push_back(report);
  const auto answer = ask("GET", "/v1/zones/example.org/status");
  for (
      const auto* expected :
      {R"("in_sync":true,"unservable":null)", R"("in_sync":true,"acknowledged":1,"fetched":1)",
       R"("notify_sent":{"at":"1970-01-01T00:00:00.001Z","serial":1,"tries":2,"key":"xfr."})",
       R"("notify_answer":{"at":"1970-01-01T00:00:00.002Z","serial":1,"rcode":"NOERROR","tsig":"verified","rtt_ms":1.234,"key":"xfr."})",
       R"("soa_query":{"at":"1970-01-01T00:00:00.003Z","key":null})",
       R"("transfer":{"at":"1970-01-01T00:00:00.004Z","kind":"ixfr","from":4294967295,"to":1,"messages":1,"records":5,"octets":300,"duration_ms":2.000,"key":"xfr.","result":"finished"})",
       R"("refusal":{"at":"1970-01-01T00:00:00.005Z","qtype":"AXFR","rcode":"REFUSED","why":"transfers are off"})"}) {
    EXPECT_NE(answer.find(expected), std::string::npos) << expected << "\n" << answer;
  }
}

TEST_F(ReplicationTest, sync_is_judged_by_serial_arithmetic) {
  auto behind = row("192.0.2.1");
  behind.status.fetched = dns::Serial(0);
  replication.reports = {behind};
  EXPECT_NE(ask("GET", "/v1/zones/example.org/status").find(R"("in_sync":false,"acknowledged")"),
            std::string::npos);
  // The board may already know of the next version.
  replication.reports[0].status.fetched = dns::Serial(2);
  EXPECT_NE(ask("GET", "/v1/zones/example.org/status").find(R"("in_sync":true,"acknowledged")"),
            std::string::npos);
}

TEST_F(ReplicationTest, a_block_of_addresses_is_neither_in_sync_nor_not) {
  auto block = row("192.0.2.0/24");
  replication.reports = {block};
  const auto answer = ask("GET", "/v1/zones/example.org/status");
  EXPECT_NE(answer.find(R"("serial":1,"in_sync":true)"), std::string::npos);
  EXPECT_NE(answer.find(R"("ip":"192.0.2.0/24","port":53,"notify":true,"in_sync":null)"),
            std::string::npos);
}

TEST_F(ReplicationTest, notify_by_hand_tells_how_many_are_told) {
  EXPECT_EQ(ask("POST", "/v1/zones/example.org/notify"),
            R"(200 {"zone":"example.org","secondaries":2})");
  EXPECT_EQ(ask("POST", "/v1/zones/example.net/notify"), R"(404 {"message":"zone not found"})");
  EXPECT_EQ(
      ask("POST", "/v1/notify"),
      R"(200 {"zones":[{"zone":"example.net","secondaries":1},{"zone":"example.org","secondaries":2}],"secondaries":3})");
}

}  // namespace
}  // namespace zonecast::api::v1
