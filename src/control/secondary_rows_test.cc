// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/secondary_rows.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

SecondaryDraft row(std::string_view address, bool notify = true) {
  SecondaryDraft out;
  out.address = *base::IpPrefix::parse(address);
  out.notify = notify;
  return out;
}

SecondaryDraft keyed_row(std::string_view address, std::string_view key,
                         std::optional<base::Bytes> secret) {
  auto out = row(address);
  out.tsig_intent = SecondaryDraft::TsigIntent::set;
  out.tsig = SecondaryDraft::Tsig{true, dns::TsigAlgorithm::hmac_sha256, name(key),
                                  std::move(secret), std::nullopt};
  return out;
}

const base::Bytes secret_one{1, 2, 3, 4};
const base::Bytes secret_two{5, 6, 7, 8};

class SecondaryRowsTest : public testing::Test {
 protected:
  Result<ZoneState> save(const std::string& zone, std::vector<SecondaryDraft> rows) {
    ZoneDraft draft;
    draft.transfers_enabled = true;
    draft.secondaries = std::move(rows);
    return bed.zones.update(zone, draft, {});
  }
  void SetUp() override {
    ASSERT_TRUE(bed.zones.create("example.org", name("example.org"), {}, {}));
    ASSERT_TRUE(bed.zones.create("example.net", name("example.net"), {}, {}));
  }
  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
};

TEST_F(SecondaryRowsTest, creates_the_key_of_an_inline_tsig) {
  ASSERT_TRUE(save("example.org", {keyed_row("192.0.2.1", "K.example.org", secret_one)}));
  const auto key = bed.zones.key(name("k.example.org"));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->secret, secret_one);
  EXPECT_NE(bed.keys.find(name("k.EXAMPLE.org")), nullptr);
}

TEST_F(SecondaryRowsTest, keeps_the_key_of_a_row_saved_without_tsig) {
  ASSERT_TRUE(save("example.org", {keyed_row("192.0.2.1", "k.example.org", secret_one)}));
  const auto saved = save("example.org", {row("192.0.2.2"), row("192.0.2.1")});
  ASSERT_TRUE(saved);
  EXPECT_FALSE(saved->settings->primary.secondaries.at(0).tsig);
  ASSERT_TRUE(saved->settings->primary.secondaries.at(1).tsig);
  EXPECT_EQ(saved->settings->primary.secondaries.at(1).tsig->key_name, name("k.example.org"));
}

TEST_F(SecondaryRowsTest, clears_the_key_when_told) {
  ASSERT_TRUE(save("example.org", {keyed_row("192.0.2.1", "k.example.org", secret_one)}));
  auto cleared = row("192.0.2.1");
  cleared.tsig_intent = SecondaryDraft::TsigIntent::clear;
  const auto saved = save("example.org", {cleared});
  ASSERT_TRUE(saved);
  EXPECT_FALSE(saved->settings->primary.secondaries.at(0).tsig);
}

TEST_F(SecondaryRowsTest, replaces_a_secret_that_only_this_row_uses) {
  ASSERT_TRUE(save("example.org", {keyed_row("192.0.2.1", "k.example.org", secret_one)}));
  ASSERT_TRUE(save("example.org", {keyed_row("192.0.2.1", "k.example.org", secret_two)}));
  EXPECT_EQ(bed.zones.key(name("k.example.org"))->secret, secret_two);
}

TEST_F(SecondaryRowsTest, refuses_another_secret_under_a_name_that_others_use_and_names_them) {
  ASSERT_TRUE(save("example.org", {keyed_row("192.0.2.1", "k.example.org", secret_one)}));
  ASSERT_TRUE(save("example.net", {keyed_row("192.0.2.1", "k.example.org", secret_one)}));
  const auto saved = save("example.net", {keyed_row("192.0.2.1", "k.example.org", secret_two)});
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().kind, ProblemKind::key_conflict);
  EXPECT_NE(saved.error().message.find("zone example.org"), std::string::npos);
  EXPECT_EQ(bed.zones.key(name("k.example.org"))->secret, secret_one);
}

TEST_F(SecondaryRowsTest, refuses_two_secrets_for_one_name_in_one_save) {
  const auto saved = save("example.org", {keyed_row("192.0.2.1", "k.example.org", secret_one),
                                          keyed_row("192.0.2.2", "k.example.org", secret_two)});
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().kind, ProblemKind::key_conflict);
}

TEST_F(SecondaryRowsTest, wants_a_value_for_a_key_that_is_not_stored) {
  const auto saved = save(
      "example.org", {row("192.0.2.9"), keyed_row("192.0.2.1", "k.example.org", std::nullopt)});
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().kind, ProblemKind::invalid);
  EXPECT_EQ(saved.error().fields.at(0).path, "primary.secondaries[1].tsig.key");
}

TEST_F(SecondaryRowsTest, keeps_the_order_given) {
  const auto saved =
      save("example.org", {row("192.0.2.9"), row("2001:db8::1"), row("192.0.2.0/24", false)});
  ASSERT_TRUE(saved);
  const auto& rows = saved->settings->primary.secondaries;
  EXPECT_EQ(rows.at(0).address.to_text(), "192.0.2.9");
  EXPECT_EQ(rows.at(1).address.to_text(), "2001:db8::1");
  EXPECT_EQ(rows.at(2).address.to_text(), "192.0.2.0/24");
}

}  // namespace
}  // namespace zonecast::control
