// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/access.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

using AccessTest = ApiTestBed;

TEST_F(AccessTest, asks_what_the_body_says) {
  ask("POST", "/v1/access/evaluate",
      R"({"zone":"Example.ORG.","address":"2001:db8::1","key":"NS1.key","operation":"query",)"
      R"("local":"192.0.2.53:53"})");
  EXPECT_EQ(evaluation.question.zone, "example.org");
  EXPECT_EQ(evaluation.question.address.to_text(), "2001:db8::1");
  ASSERT_TRUE(evaluation.question.key);
  EXPECT_EQ(*evaluation.question.key, *dns::Name::from_text("ns1.key."));
  EXPECT_EQ(evaluation.question.operation, control::AccessOperation::query);
  EXPECT_EQ(evaluation.question.local.to_text(), "192.0.2.53:53");
}

TEST_F(AccessTest, asks_for_an_unsigned_transfer_unless_told_otherwise) {
  ask("POST", "/v1/access/evaluate", R"({"zone":"example.org","address":"192.0.2.1","key":null})");
  EXPECT_FALSE(evaluation.question.key);
  EXPECT_EQ(evaluation.question.operation, control::AccessOperation::transfer);
}

TEST_F(AccessTest, answers_with_every_member) {
  evaluation.answer.rcode = dns::Rcode::refused;
  evaluation.answer.ede = dns::Ede::prohibited;
  evaluation.answer.zone = "inside";
  evaluation.answer.view = "partners";
  evaluation.answer.secondary = base::SocketAddress::parse("192.0.2.1:53");
  evaluation.answer.rule = "row_demands_key";
  evaluation.answer.reason = "it must sign";
  EXPECT_EQ(ask("POST", "/v1/access/evaluate", R"({"zone":"example.org","address":"192.0.2.1"})"),
            R"(200 {"decision":"refused","rcode":"REFUSED","tsig_error":null,"ede":18,)"
            R"("view":"partners","zone":"inside","secondary":"192.0.2.1:53",)"
            R"("rule":"row_demands_key","reason":"it must sign"})");
  evaluation.answer = {};
  evaluation.answer.rcode = dns::Rcode::notauth;
  evaluation.answer.tsig = dns::TsigError::badkey;
  evaluation.answer.rule = "bad_tsig";
  EXPECT_EQ(ask("POST", "/v1/access/evaluate", R"({"zone":"example.org","address":"192.0.2.1"})"),
            R"(200 {"decision":"refused","rcode":"NOTAUTH","tsig_error":"BADKEY","ede":null,)"
            R"("view":null,"zone":null,"secondary":null,"rule":"bad_tsig","reason":""})");
}

TEST_F(AccessTest, tells_everything_that_is_wrong) {
  const auto answer =
      ask("POST", "/v1/access/evaluate",
          R"({"address":"192.0.2.0/24","key":".","local":"x","operation":"write"})");
  EXPECT_EQ(answer.substr(0, 4), "400 ");
  for (const char* path : {"zone", "address", "key", "local", "operation"}) {
    EXPECT_NE(answer.find(std::string("\"path\":\"") + path + "\""), std::string::npos) << path;
  }
  EXPECT_EQ(ask("GET", "/v1/access/evaluate").substr(0, 4), "405 ");
}

}  // namespace
}  // namespace zonecast::api::v1
