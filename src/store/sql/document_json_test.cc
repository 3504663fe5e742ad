// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/document_json.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace zonecast::store {
namespace {

dns::Name name(const std::string& text) { return *dns::Name::from_text(text); }

TEST(DocumentJson, usual_settings_are_an_empty_object) {
  EXPECT_EQ(settings_to_json(model::ZoneSettings{}), "{}");
  model::ZoneSettings settings;
  settings.link = "target.example";
  settings.networks = {1, 2};
  settings.echoed = {{"a", "1"}};
  ASSERT_TRUE(settings_from_json("{}", settings));
  EXPECT_EQ(settings.networks, std::vector<std::int64_t>{0});
  EXPECT_TRUE(settings.echoed.empty());
}

TEST(DocumentJson, settings_come_back_as_they_were) {
  model::ZoneSettings settings;
  settings.serial_policy = model::SerialPolicy::increment;
  settings.networks = {0, 7};
  settings.echoed = {{"link", "null"}, {"meta", "{\"up\": true, \"weight\": 1.50}"}};
  settings.primary.enabled = true;
  model::Secondary plain;
  plain.address = *base::IpPrefix::parse("192.0.2.1");
  model::Secondary full;
  full.address = *base::IpPrefix::parse("2001:db8::/32");
  full.port = 5353;
  full.notify = true;
  full.networks = {3};
  full.tsig = model::SecondaryTsig{.key_name = name("Key.example.org."), .transfers = true};
  settings.primary.secondaries = {plain, full};
  settings.primary.transfer_acls = {"partners", "Größe \"8\""};

  model::ZoneSettings back;
  ASSERT_TRUE(settings_from_json(settings_to_json(settings), back));
  EXPECT_EQ(back.serial_policy, settings.serial_policy);
  EXPECT_EQ(back.networks, settings.networks);
  EXPECT_EQ(back.echoed, settings.echoed);
  EXPECT_EQ(back.link, settings.link);
  EXPECT_TRUE(back.primary.enabled);
  EXPECT_EQ(back.primary.transfer_acls, settings.primary.transfer_acls);
  ASSERT_EQ(back.primary.secondaries.size(), 2U);
  EXPECT_EQ(back.primary.secondaries[0].address, plain.address);
  EXPECT_EQ(back.primary.secondaries[0].port, 53);
  EXPECT_FALSE(back.primary.secondaries[0].notify);
  EXPECT_FALSE(back.primary.secondaries[0].tsig);
  EXPECT_EQ(back.primary.secondaries[1].address, full.address);
  EXPECT_EQ(back.primary.secondaries[1].port, 5353);
  EXPECT_TRUE(back.primary.secondaries[1].notify);
  EXPECT_EQ(back.primary.secondaries[1].networks, full.networks);
  ASSERT_TRUE(back.primary.secondaries[1].tsig);
  EXPECT_TRUE(
      back.primary.secondaries[1].tsig->key_name.view().same_spelling(name("Key.example.org.")));
  EXPECT_TRUE(back.primary.secondaries[1].tsig->transfers);
}

TEST(DocumentJson, documents_of_any_octets_come_back_as_they_were) {
  rc::check([](const std::vector<std::vector<std::string>>& answers,
               const std::map<std::string, std::string>& echoed) {
    model::RecordDocument document;
    document.owner = name("a\\.b\\000.example.org.");
    document.type = static_cast<dns::RrType>(65280);
    document.echoed = echoed;
    for (const auto& parts : answers) {
      document.answers.push_back(
          {.parts = parts, .verbatim = parts.empty() ? "" : parts[0], .echoed = echoed});
    }
    const auto back = document_from_json(document_to_json(document));
    RC_ASSERT(back.has_value());
    RC_ASSERT(back->owner.view().same_spelling(document.owner));
    RC_ASSERT(back->type == document.type);
    RC_ASSERT(back->echoed == document.echoed);
    RC_ASSERT(back->answers.size() == document.answers.size());
    for (std::size_t i = 0; i < document.answers.size(); ++i) {
      RC_ASSERT(back->answers[i].parts == document.answers[i].parts);
      RC_ASSERT(back->answers[i].verbatim == document.answers[i].verbatim);
      RC_ASSERT(back->answers[i].echoed == document.answers[i].echoed);
    }
  });
}

class KeyJson : public ::testing::Test {
 protected:
  base::SeededRandom random{1};
  SecretSeal seal{SecretSeal::Key{1, 2, 3}, random};
};

TEST_F(KeyJson, keys_come_back_as_they_were) {
  const model::TsigKeyDocument key{.name = name("Key.example.org."),
                                   .algorithm = dns::TsigAlgorithm::hmac_md5,
                                   .secret = {0, 255, 7},
                                   .created_at = 1,
                                   .updated_at = 2};
  const auto back = key_from_json(key_to_json(key, seal), seal);
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->name.view().same_spelling(key.name));
  EXPECT_EQ(back->algorithm, key.algorithm);
  EXPECT_EQ(*back, key);
}

TEST_F(KeyJson, shows_no_secret) {
  const model::TsigKeyDocument key{.name = name("key.example.org."),
                                   .algorithm = dns::TsigAlgorithm::hmac_sha256,
                                   .secret = base::Bytes(32, 'x')};
  const auto text = key_to_json(key, seal);
  EXPECT_EQ(text.find(base::to_base64(key.secret)), std::string::npos);
  EXPECT_EQ(fingerprint_of_key_json(text), seal.fingerprint());
}

TEST_F(KeyJson, a_secret_of_before_the_seal_is_read) {
  const auto* text =
      "{\"name\": \"key.example.org.\", \"algorithm\": \"hmac-sha256\", \"secret\": \"c2VjcmV0\"}";
  const auto key = key_from_json(text, seal);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(base::as_text(key->secret), "secret");
  EXPECT_EQ(fingerprint_of_key_json(text), "");
}

TEST_F(KeyJson, a_sealed_secret_is_good_for_its_own_key_only) {
  const model::TsigKeyDocument key{.name = name("key.example.org."),
                                   .algorithm = dns::TsigAlgorithm::hmac_sha256,
                                   .secret = {1}};
  auto text = key_to_json(key, seal);
  text.replace(text.find("key.example.org."), 3, "ill");
  const auto read = key_from_json(text, seal);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message,
            "TSIG key: its secret is damaged, or was sealed for another place");
}

TEST(DocumentJson, what_we_did_not_write_is_an_error) {
  model::ZoneSettings settings;
  for (const auto* text :
       {"", "[]", "{\"future\": 1}", "{\"networks\": [1.5]}", "{\"networks\": 1}",
        "{\"primary\": []}", "{\"serial_policy\": \"random\"}",
        "{\"primary\": {\"secondaries\": [{\"port\": 53}]}}",
        "{\"primary\": {\"secondaries\": [{\"ip\": \"192.0.2.1\", \"port\": 65536}]}}",
        "{\"primary\": {\"secondaries\": [{\"ip\": \"192.0.2.1\", \"tsig\": {}}]}}", "{} x"}) {
    EXPECT_FALSE(settings_from_json(text, settings)) << text;
  }
  EXPECT_FALSE(document_from_json("{\"owner\": \"a..b\"}"));
}

TEST_F(KeyJson, a_key_without_a_secret_is_an_error) {
  EXPECT_FALSE(key_from_json("{\"name\": \"a.\", \"algorithm\": \"hmac-sha256\"}", seal));
}

}  // namespace
}  // namespace zonecast::store
