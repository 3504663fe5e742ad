// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/records.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

class RecordsTest : public ApiTestBed {
 protected:
  void SetUp() override { ask("PUT", "/v1/zones/example.org", R"({"nx_ttl":60})"); }
};

TEST_F(RecordsTest, a_record_is_shown_in_the_order_that_scripts_rely_on) {
  const auto answer =
      ask("PUT", "/v1/zones/example.org/www.example.org/A",
          R"({"zone":"example.org","domain":"www.example.org","type":"A",)"
          R"("answers":[{"answer":["192.0.2.1"]}],"tags":null,"blocked_tags":null})");
  const auto record = *zones.get_record("example.org", "www.example.org", dns::RrType::a);
  const auto id = answer.find("\"id\":\"") + 6;
  EXPECT_EQ(
      answer,
      R"(200 {"domain":"www.example.org","zone":"example.org","use_client_subnet":true,"answers":)"
      R"([{"answer":["192.0.2.1"],"id":")" +
          answer.substr(id, 24) + R"("}],"id":")" + record.id +
          R"(","regions":{},"meta":{},"link":null,"filters":[],"ttl":60,"tier":1,"type":"A",)"
          R"("networks":[0],"tags":{}})");
}

TEST_F(RecordsTest, answers_come_back_letter_by_letter) {
  const auto answer = ask(
      "PUT", "/v1/zones/example.org/example.org/MX",
      R"({"answers":[{"answer":[10,"mx1.example.org."]},{"answer":["20","MX2.example.org"]}]})");
  EXPECT_NE(answer.find(R"("answer":[10,"mx1.example.org."])"), std::string::npos) << answer;
  EXPECT_NE(answer.find(R"("answer":["20","MX2.example.org"])"), std::string::npos);
  EXPECT_EQ(zones.record_draft.answers->at(0).parts,
            (std::vector<std::string>{"10", "mx1.example.org."}));
  EXPECT_NE(ask("GET", "/v1/zones/example.org")
                .find(R"("short_answers":["10 mx1.example.org.","20 MX2.example.org"])"),
            std::string::npos);
}

TEST_F(RecordsTest, short_answers_of_texts_have_no_quotes) {
  ask("PUT", "/v1/zones/example.org/t.example.org/TXT",
      R"({"answers":[{"answer":["\"heritage=external-dns,owner=a\""]},{"answer":["foo","bar"]}]})");
  const auto zone = ask("GET", "/v1/zones/example.org");
  EXPECT_NE(
      zone.find(
          R"("domain":"t.example.org","short_answers":["heritage=external-dns,owner=a","foo bar"],)"
          R"("link":null,"ttl":60,"tier":1,"type":"TXT")"),
      std::string::npos)
      << zone;
  EXPECT_NE(ask("GET", "/v1/zones/example.org/t.example.org/TXT")
                .find(R"(["\"heritage=external-dns,owner=a\""])"),
            std::string::npos);
}

TEST_F(RecordsTest, steering_members_are_kept_and_echoed) {
  const auto body =
      R"({"answers":[{"answer":["x"],"meta":{"up":true},"region":"eu","id":"ignored"}],)"
      R"("filters":[{"filter":"up","config":{}}],"regions":{"eu":{"meta":{}}},)"
      R"("use_client_subnet":false,"unknown":1})";
  const auto answer = ask("PUT", "/v1/zones/example.org/t.example.org/TXT", body);
  EXPECT_NE(answer.find(R"("meta":{"up":true},"region":"eu"})"), std::string::npos) << answer;
  EXPECT_NE(answer.find(R"("use_client_subnet":false)"), std::string::npos);
  EXPECT_NE(answer.find(R"("regions":{"eu":{"meta":{}}})"), std::string::npos);
  EXPECT_NE(answer.find(R"("filters":[{"filter":"up","config":{}}],"ttl":60,"tier":2)"),
            std::string::npos);
  EXPECT_EQ(answer.find("ignored"), std::string::npos);
  EXPECT_EQ(answer.find("unknown"), std::string::npos);
}

TEST_F(RecordsTest, members_with_their_default_need_no_keeping) {
  ask("PUT", "/v1/zones/example.org/t.example.org/TXT",
      R"({"answers":[{"answer":["x"],"meta":{}}],"filters":[],"regions":{},"meta":{},"use_client_subnet":true,"link":null})");
  for (const auto& [name, text] : zones.record_draft.echoed) EXPECT_FALSE(text) << name;
  EXPECT_TRUE(zones.record_draft.answers->at(0).echoed.empty());
}

TEST_F(RecordsTest, an_update_is_partial) {
  ask("PUT", "/v1/zones/example.org/t.example.org/TXT", R"({"answers":[{"answer":["x"]}]})");
  const auto answer =
      ask("POST", "/v1/zones/example.org/T.example.org/txt", R"({"ttl":0,"filters":null})");
  EXPECT_NE(answer.find("\"ttl\":0"), std::string::npos) << answer;
  EXPECT_NE(answer.find(R"("answer":["x"])"), std::string::npos);
  EXPECT_FALSE(zones.record_draft.answers);
}

TEST_F(RecordsTest, old_clients_may_give_an_answer_without_its_object) {
  ask("PUT", "/v1/zones/example.org/example.org/MX",
      R"({"answers":["10 mx.example.org",["20","mx.example.org"]]})");
  EXPECT_EQ(zones.record_draft.answers->at(0).parts, std::vector<std::string>{"10 mx.example.org"});
  EXPECT_EQ(zones.record_draft.answers->at(1).parts,
            (std::vector<std::string>{"20", "mx.example.org"}));
}

TEST_F(RecordsTest, each_wrong_answer_is_told_with_its_place) {
  const auto answer = ask(
      "PUT", "/v1/zones/example.org/www.example.org/A",
      R"({"answers":[{"answer":["192.0.2.1"]},{"answer":["192.0.2"]},{"answer":"192.0.2.3"},{},7,{"answer":[true]}]})");
  EXPECT_EQ(answer.substr(0, 4), "400 ");
  EXPECT_EQ(answer.find("answers[0]"), std::string::npos);
  EXPECT_NE(answer.find(R"({"path":"answers[1].answer","code":"invalid_rdata","message":"A )"),
            std::string::npos)
      << answer;
  EXPECT_NE(
      answer.find(
          R"({"path":"answers[2].answer","code":"wrong_type","message":"Must be an array, not a string"})"),
      std::string::npos);
  EXPECT_NE(answer.find(R"({"path":"answers[3].answer","code":"required")"), std::string::npos);
  EXPECT_NE(answer.find(R"({"path":"answers[4]","code":"wrong_type")"), std::string::npos);
  EXPECT_NE(answer.find(R"({"path":"answers[5].answer[0]","code":"wrong_type")"),
            std::string::npos);
}

TEST_F(RecordsTest, a_record_needs_answers) {
  EXPECT_NE(ask("PUT", "/v1/zones/example.org/www.example.org/A", "{}")
                .find(R"("path":"answers","code":"required")"),
            std::string::npos);
  EXPECT_NE(ask("PUT", "/v1/zones/example.org/www.example.org/A", R"({"answers":[]})")
                .find(R"("path":"answers","code":"empty")"),
            std::string::npos);
}

TEST_F(RecordsTest, what_is_no_type_of_zone_data_cannot_be_written) {
  const auto put = [&](const std::string& type) {
    return ask("PUT", "/v1/zones/example.org/www.example.org/" + type,
               R"({"answers":[{"answer":["x"]}]})");
  };
  EXPECT_NE(put("urlfwd").find("URLFWD is not a type of DNS"), std::string::npos);
  EXPECT_NE(put("NONSENSE").find("Unknown record type"), std::string::npos);
  EXPECT_NE(put("SOA").find("through the zone itself"), std::string::npos);
  EXPECT_NE(put("AXFR").find("is not a type of zone data"), std::string::npos);
  EXPECT_NE(put("OPT").find("is not a type of zone data"), std::string::npos);
  EXPECT_EQ(ask("GET", "/v1/zones/example.org/www.example.org/ALIAS"),
            R"(404 {"message":"record not found"})");
  EXPECT_EQ(ask("DELETE", "/v1/zones/example.org/www.example.org/ALIAS"),
            R"(404 {"message":"record not found"})");
}

TEST_F(RecordsTest, an_alias_and_a_linked_record_are_passed_on_as_written) {
  ask("PUT", "/v1/zones/example.org/example.org/alias",
      R"({"type":"ALIAS","answers":[{"answer":["host.example.net."]}]})");
  EXPECT_EQ(zones.record_draft.type, control::alias_type);
  EXPECT_EQ(zones.record_draft.answers->at(0).parts.at(0), "host.example.net.");
  ask("PUT", "/v1/zones/example.org/copy.example.org/A",
      R"({"link":"www.example.org","answers":[]})");
  EXPECT_EQ(zones.record_draft.link, "www.example.org");
  EXPECT_FALSE(zones.record_draft.answers);
  EXPECT_NE(ask("PUT", "/v1/zones/example.org/copy.example.org/A",
                R"({"link":"www.example.org","answers":[{"answer":["192.0.2.1"]}]})")
                .find(R"({"path":"answers","code":"linked")"),
            std::string::npos);
}

TEST_F(RecordsTest, the_body_must_not_contradict_the_path) {
  const auto answer =
      ask("PUT", "/v1/zones/example.org/www.example.org/TXT",
          R"({"domain":"mail.example.org","type":"A","answers":[{"answer":["x"]}]})");
  EXPECT_NE(answer.find(R"("path":"domain","code":"contradicts_path")"), std::string::npos)
      << answer;
  EXPECT_NE(answer.find(R"("path":"type","code":"contradicts_path")"), std::string::npos);
  EXPECT_EQ(
      ask("PUT", "/v1/zones/example.org/www.example.org/TXT",
          R"({"zone":"other","domain":"WWW.example.org.","type":"txt","answers":[{"answer":["x"]}]})")
          .substr(0, 4),
      "200 ");
}

TEST_F(RecordsTest, the_texts_for_missing_and_existing_are_those_of_ns1) {
  EXPECT_EQ(ask("GET", "/v1/zones/example.org/none.example.org/A"),
            R"(404 {"message":"record not found"})");
  EXPECT_EQ(ask("GET", "/v1/zones/example.net/none.example.net/A"),
            R"(404 {"message":"zone not found"})");
  EXPECT_EQ(ask("POST", "/v1/zones/example.org/none.example.org/A", "{}"),
            R"(404 {"message":"record not found"})");
  EXPECT_EQ(
      ask("PUT", "/v1/zones/example.org/@/NS", R"({"answers":[{"answer":["ns2.example.org"]}]})"),
      R"(400 {"message":"record already exists"})");
  EXPECT_EQ(ask("DELETE", "/v1/zones/example.org/example.org/NS", "{}"), "200 {}");
}

class ChangesTest : public RecordsTest {};

TEST_F(ChangesTest, a_batch_is_one_change) {
  EXPECT_EQ(
      ask("POST", "/v1/zones/example.org/changes",
          R"({"comment":"move www","records":[)"
          R"({"op":"put","domain":"www.example.org","type":"A","ttl":300,"answers":[{"answer":["192.0.2.1"]}]},)"
          R"({"op":"delete","domain":"old.example.org","type":"CNAME"}]})"),
      R"(200 {"id":"41","zone":"example.org","serial":7,"added":2,"deleted":1})");
  EXPECT_EQ(zones.request.comment, "move www");
  ASSERT_EQ(zones.items.size(), 2U);
  EXPECT_EQ(zones.items[0].op, control::BatchItem::Op::put);
  EXPECT_EQ(zones.items[0].record.ttl, 300U);
  EXPECT_EQ(zones.items[1].op, control::BatchItem::Op::remove);
  EXPECT_EQ(zones.items[1].record.type, dns::RrType::cname);
}

TEST_F(ChangesTest, all_wrong_records_are_told_and_nothing_is_done) {
  const auto answer =
      ask("POST", "/v1/zones/example.org/changes",
          R"({"records":[{"domain":"www.example.org","type":"A"},{"op":"add"},)"
          R"({"op":"put","domain":"www.example.net","type":"A","answers":[]},)"
          R"({"op":"put","domain":"www.example.org","type":"A","answers":[{"answer":["x"]}]},7]})");
  EXPECT_NE(answer.find(R"("path":"records[0].op","code":"required")"), std::string::npos)
      << answer;
  EXPECT_NE(answer.find(R"("path":"records[1].op","code":"unknown_op")"), std::string::npos);
  EXPECT_NE(answer.find(R"("path":"records[1].domain","code":"required")"), std::string::npos);
  EXPECT_NE(answer.find(R"("path":"records[2].domain","code":"invalid_name")"), std::string::npos);
  EXPECT_NE(answer.find(R"("path":"records[3].answers[0].answer","code":"invalid_rdata")"),
            std::string::npos);
  EXPECT_NE(answer.find(R"("path":"records[4]","code":"wrong_type")"), std::string::npos);
  EXPECT_TRUE(zones.items.empty());
  EXPECT_NE(ask("POST", "/v1/zones/example.org/changes", "{}")
                .find(R"("path":"records","code":"required")"),
            std::string::npos);
}

}  // namespace
}  // namespace zonecast::api::v1
