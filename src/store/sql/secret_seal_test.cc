// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/secret_seal.h"

#include <gtest/gtest.h>

namespace zonecast::store {
namespace {

constexpr std::string_view place = "tsig:key.example.org.";

SecretSeal::Key key_of(std::uint8_t octet) {
  SecretSeal::Key key;
  key.fill(octet);
  return key;
}

class SecretSealTest : public ::testing::Test {
 protected:
  base::SeededRandom random{1};
  SecretSeal seal{key_of(7), random};
  const base::Bytes secret{0, 1, 2, 255, 128};
};

TEST_F(SecretSealTest, gives_back_what_was_sealed) {
  for (const auto& octets : {secret, base::Bytes{}, base::Bytes(100'000, 9)}) {
    const auto opened = seal.open(seal.seal(octets, place), place);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(*opened, octets);
  }
}

TEST_F(SecretSealTest, seals_the_same_secret_differently_each_time) {
  EXPECT_NE(seal.seal(secret, place), seal.seal(secret, place));
}

TEST_F(SecretSealTest, says_which_key_it_was_sealed_with) {
  const SecretSeal other(key_of(8), random);
  const auto sealed = other.seal(secret, place);
  EXPECT_EQ(SecretSeal::fingerprint_of(sealed), other.fingerprint());
  const auto opened = seal.open(sealed, place);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message, "is sealed with the secrets key " + other.fingerprint() +
                                        ", not with " + seal.fingerprint());
}

TEST_F(SecretSealTest, tells_secrets_apart_by_fingerprints_that_only_its_key_can_make) {
  const auto other = base::as_bytes("another secret");
  EXPECT_EQ(seal.fingerprint_of_secret(secret).size(), 8U);
  EXPECT_EQ(seal.fingerprint_of_secret(secret), seal.fingerprint_of_secret(secret));
  EXPECT_NE(seal.fingerprint_of_secret(secret), seal.fingerprint_of_secret(other));
  EXPECT_NE(seal.fingerprint_of_secret(secret),
            SecretSeal(key_of(8), random).fingerprint_of_secret(secret));
}

TEST_F(SecretSealTest, is_good_for_its_own_place_only) {
  const auto opened = seal.open(seal.seal(secret, place), "tsig:another.example.org.");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message, "is damaged, or was sealed for another place");
}

TEST_F(SecretSealTest, refuses_what_was_changed_anywhere) {
  const auto sealed = seal.seal(secret, place);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(seal.open(changed, place)) << i;
    EXPECT_FALSE(seal.open(sealed.substr(0, i), place)) << i;
  }
}

}  // namespace
}  // namespace zonecast::store
