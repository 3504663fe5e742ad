// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/outgoing_transfers.h"

#include "api/api_test_bed.h"

namespace zonecast::api::v1 {
namespace {

using Intent = control::SecondaryDraft::TsigIntent;

class OutgoingTransfersTest : public ApiTestBed {
 protected:
  void SetUp() override {
    ask("PUT", "/v1/zones/example.org",
        R"({"primary":{"enabled":true,"secondaries":[{"ip":"192.0.2.20","port":5300,"notify":true,)"
        R"("tsig":{"enabled":true,"hash":"hmac-sha256","name":"Xfr.Example.org","key":"c2VjcmV0"}}]}})");
  }
  /// Saves one row for the stored address and port and gives the draft that came of it.
  const control::SecondaryDraft* save(const std::string& tsig, const std::string& port = "5300") {
    zones.zone_draft = {};
    answer = ask("POST", "/v1/zones/example.org",
                 R"({"primary":{"enabled":true,"secondaries":[{"ip":"192.0.2.20","port":)" + port +
                     tsig + "}]}}");
    return zones.zone_draft.secondaries ? &zones.zone_draft.secondaries->at(0) : nullptr;
  }
  std::string answer;
};

TEST_F(OutgoingTransfersTest, are_shown_as_they_were_given_and_the_key_with_its_fingerprint) {
  const auto zone = ask("GET", "/v1/zones/example.org");
  EXPECT_NE(
      zone.find(
          R"("primary":{"enabled":true,"secondaries":[{"ip":"192.0.2.20","port":5300,"notify":true,)"
          R"("networks":[],"tsig":{"enabled":true,"hash":"hmac-sha256","name":"xfr.example.org.",)"
          R"("key":"c2VjcmV0","fingerprint":")" +
          control.tsig_keys.fingerprint(*zones.key(*dns::Name::from_text("xfr.example.org"))) +
          R"(","transfers":false}}]})"),
      std::string::npos)
      << zone;
}

TEST_F(OutgoingTransfersTest, rows_take_their_defaults_and_keep_their_order) {
  ask("POST", "/v1/zones/example.org",
      R"({"primary":{"enabled":false,"secondaries":[{"ip":"2001:db8::1"},{"ip":"192.0.2.0/24","port":null,"networks":3}]}})");
  EXPECT_NE(
      ask("GET", "/v1/zones/example.org")
          .find(
              R"({"enabled":false,"secondaries":[{"ip":"2001:db8::1","port":53,"notify":false,"networks":[]},)"
              R"({"ip":"192.0.2.0/24","port":53,"notify":false,"networks":[3]}]})"),
      std::string::npos);
}

TEST_F(OutgoingTransfersTest, enabled_must_come_with_primary) {
  EXPECT_NE(ask("POST", "/v1/zones/example.org", R"({"primary":{"secondaries":[]}})")
                .find(R"({"path":"primary.enabled","code":"required")"),
            std::string::npos);
}

TEST_F(OutgoingTransfersTest, the_list_is_replaced_when_given_and_stays_when_not) {
  ask("POST", "/v1/zones/example.org", R"({"primary":{"enabled":false}})");
  EXPECT_FALSE(zones.zone_draft.secondaries);
  EXPECT_EQ(zones.zone_draft.transfers_enabled, false);
  ask("POST", "/v1/zones/example.org", R"({"primary":{"enabled":true,"secondaries":[]}})");
  EXPECT_TRUE(zones.zone_draft.secondaries->empty());
}

TEST_F(OutgoingTransfersTest, transfer_acls_are_names_that_are_replaced_when_given) {
  ask("POST", "/v1/zones/example.org",
      R"({"primary":{"enabled":true,"transfer_acls":["partners","lab"]}})");
  EXPECT_EQ(zones.zone_draft.transfer_acls, (std::vector<std::string>{"partners", "lab"}));
  EXPECT_NE(ask("GET", "/v1/zones/example.org").find(R"(,"transfer_acls":["partners","lab"]})"),
            std::string::npos);
  ask("POST", "/v1/zones/example.org", R"({"primary":{"enabled":true,"transfer_acls":null}})");
  EXPECT_FALSE(zones.zone_draft.transfer_acls);
  ask("POST", "/v1/zones/example.org", R"({"primary":{"enabled":true,"transfer_acls":[]}})");
  EXPECT_EQ(ask("GET", "/v1/zones/example.org").find("transfer_acls"), std::string::npos);
  EXPECT_NE(ask("POST", "/v1/zones/example.org",
                R"({"primary":{"enabled":true,"transfer_acls":["lab",7,""]}})")
                .find(R"({"path":"primary.transfer_acls[1]","code":"wrong_type")"),
            std::string::npos);
}

TEST_F(OutgoingTransfersTest, tsig_left_out_keeps_what_is_stored) {
  EXPECT_EQ(save("")->tsig_intent, Intent::keep);
  EXPECT_EQ(save(R"(,"tsig":{"enabled":true})")->tsig_intent, Intent::keep);
  EXPECT_EQ(save(R"(,"tsig":{"enabled":true,"hash":"hmac-sha256","name":"xfr.example.org"})")
                ->tsig_intent,
            Intent::keep);
  const auto* row = save(R"(,"tsig":{"transfers":true})");
  EXPECT_EQ(row->tsig_intent, Intent::keep);
  EXPECT_EQ(row->tsig->transfers, true);
}

TEST_F(OutgoingTransfersTest, null_and_disabled_clear_it) {
  EXPECT_EQ(save(R"(,"tsig":null)")->tsig_intent, Intent::clear);
  EXPECT_EQ(save(R"(,"tsig":{"enabled":false,"name":"x","key":"%"})")->tsig_intent, Intent::clear);
}

TEST_F(OutgoingTransfersTest, a_key_sets_it) {
  const auto* row = save(
      R"(,"tsig":{"enabled":true,"hash":"HMAC-MD5.sig-alg.reg.int.","name":"n","key":"bmV3","transfers":true})");
  ASSERT_NE(row, nullptr) << answer;
  EXPECT_EQ(row->tsig_intent, Intent::set);
  EXPECT_EQ(row->tsig->algorithm, dns::TsigAlgorithm::hmac_md5);
  EXPECT_EQ(dns::to_text(row->tsig->key_name), "n.");
  EXPECT_EQ(base::as_text(*row->tsig->secret), "new");
  EXPECT_EQ(row->tsig->transfers, true);
}

TEST_F(OutgoingTransfersTest, each_missing_member_is_told) {
  const auto missing = [&](const std::string& member) {
    return answer.find("{\"path\":\"primary.secondaries[0].tsig." + member +
                       "\",\"code\":\"required\"") != std::string::npos;
  };
  save(R"(,"tsig":{"enabled":true})", "53");
  EXPECT_TRUE(missing("hash") && missing("name") && missing("key")) << answer;
  save(R"(,"tsig":{"enabled":true,"hash":"hmac-sha1","name":"","key":"bmV3"})", "53");
  EXPECT_TRUE(missing("name") && !missing("hash") && !missing("key")) << answer;
  save(R"(,"tsig":{"enabled":true,"key":"bmV3"})");
  EXPECT_TRUE(missing("name") && missing("hash") && !missing("key")) << answer;
  save(R"(,"tsig":{"enabled":true,"hash":"hmac-sha1","name":"another"})");
  EXPECT_TRUE(missing("key") && !missing("name")) << answer;
}

TEST_F(OutgoingTransfersTest, the_name_of_a_stored_key_is_enough) {
  const auto* row = save(R"(,"tsig":{"enabled":true,"name":"xfr.example.org."})", "53");
  ASSERT_NE(row, nullptr) << answer;
  EXPECT_EQ(row->tsig_intent, Intent::set);
  EXPECT_EQ(base::as_text(*row->tsig->secret), "secret");
  EXPECT_EQ(row->tsig->algorithm, dns::TsigAlgorithm::hmac_sha256);
}

TEST_F(OutgoingTransfersTest, wrong_members_are_told_all_at_once) {
  ask("POST", "/v1/zones/example.org",
      R"({"primary":{"enabled":"yes","secondaries":[{"ip":"192.0.2","port":0,"notify":1},7,{},)"
      R"({"ip":"192.0.2.1","tsig":{"hash":"md5","name":"a b","key":"%"}}]}})");
  for (const auto* path :
       {"primary.enabled", "primary.secondaries[0].ip", "primary.secondaries[0].port",
        "primary.secondaries[0].notify", "primary.secondaries[1]", "primary.secondaries[2].ip",
        "primary.secondaries[3].tsig.hash", "primary.secondaries[3].tsig.name",
        "primary.secondaries[3].tsig.key"}) {
    EXPECT_NE(last.body.find(std::string("{\"path\":\"") + path + "\""), std::string::npos)
        << path << last.body;
  }
}

TEST_F(OutgoingTransfersTest, an_address_and_port_stand_in_one_row_only) {
  ask("POST", "/v1/zones/example.org",
      R"({"primary":{"enabled":true,"secondaries":[{"ip":"192.0.2.1"},{"ip":"192.0.2.1","port":54},{"ip":"::ffff:192.0.2.1"}]}})");
  EXPECT_NE(
      last.body.find(
          R"({"path":"primary.secondaries[2].ip","code":"duplicate","message":"Already listed in row 1"})"),
      std::string::npos)
      << last.body;
}

TEST_F(OutgoingTransfersTest, their_number_is_bounded) {
  std::string rows;
  for (std::size_t i = 0; i <= secondaries_max; ++i) {
    rows += (i > 0 ? "," : "") + std::string("{\"ip\":\"192.0.2.1\",\"port\":") +
            std::to_string(i + 1) + "}";
  }
  EXPECT_NE(ask("POST", "/v1/zones/example.org",
                R"({"primary":{"enabled":true,"secondaries":[)" + rows + "]}}")
                .find("At most 256 secondaries"),
            std::string::npos);
}

}  // namespace
}  // namespace zonecast::api::v1
