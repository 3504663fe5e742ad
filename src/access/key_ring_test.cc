// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/key_ring.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace zonecast::access {
namespace {

dns::Name name(const char* text) { return *dns::Name::from_text(text); }

model::TsigKeyDocument key(const char* key_name, std::uint8_t octet = 1) {
  return {name(key_name), dns::TsigAlgorithm::hmac_sha256, base::Bytes(32, octet)};
}

base::Bytes mac_of(const dns::TsigKeyRef& with) {
  base::Bytes out(64);
  const base::ByteView piece = base::as_bytes("example.org");
  out.resize(with->mac({&piece, 1}, std::span<std::uint8_t, 64>(out.data(), 64)));
  return out;
}

TEST(KeyRing, an_empty_ring_has_no_key) { EXPECT_EQ(KeyRing().find(name("ns1.key.")), nullptr); }

TEST(KeyRing, finds_a_key_in_any_letter_case) {
  KeyRing ring;
  ring.put(key("ns1.key."));
  ASSERT_NE(ring.find(name("NS1.KEY.")), nullptr);
  EXPECT_EQ(ring.find(name("ns1.key."))->algorithm(), dns::TsigAlgorithm::hmac_sha256);
  EXPECT_EQ(ring.find(name("ns2.key.")), nullptr);
}

TEST(KeyRing, a_key_put_again_has_its_new_secret) {
  KeyRing ring;
  ring.put(key("ns1.key.", 1));
  const auto held = ring.find(name("ns1.key."));
  ring.put(key("NS1.key.", 2));
  EXPECT_NE(mac_of(held), mac_of(ring.find(name("ns1.key."))));
}

TEST(KeyRing, removes_one_and_leaves_the_others) {
  KeyRing ring;
  ring.replace({key("ns1.key."), key("ns2.key.")});
  ring.remove(name("NS1.key."));
  ring.remove(name("absent.key."));
  EXPECT_EQ(ring.find(name("ns1.key.")), nullptr);
  EXPECT_NE(ring.find(name("ns2.key.")), nullptr);
}

TEST(KeyRing, replace_forgets_what_was_there) {
  KeyRing ring;
  ring.put(key("ns1.key."));
  ring.replace({key("ns2.key.")});
  EXPECT_EQ(ring.find(name("ns1.key.")), nullptr);
  EXPECT_NE(ring.find(name("ns2.key.")), nullptr);
}

TEST(KeyRing, keys_that_are_rolled_over_stand_for_each_other_until_it_is_done) {
  KeyRing ring;
  ring.put(key("old.key.", 1));
  ring.put(key("other.key.", 3));
  ring.set_partners({{name("old.key."), name("new.key.")}});
  ring.put(key("new.key.", 2));  // comes later than the news of it
  EXPECT_TRUE(ring.find(name("new.key."))->stands_for(name("OLD.key.")));
  EXPECT_TRUE(ring.find(name("old.key."))->stands_for(name("new.key.")));
  EXPECT_TRUE(ring.find(name("old.key."))->stands_for(name("old.key.")));
  EXPECT_FALSE(ring.find(name("other.key."))->stands_for(name("old.key.")));

  ring.put(key("old.key.", 4));  // another secret meanwhile
  EXPECT_TRUE(ring.find(name("old.key."))->stands_for(name("new.key.")));

  ring.set_partners({});
  EXPECT_FALSE(ring.find(name("new.key."))->stands_for(name("old.key.")));
  EXPECT_FALSE(ring.find(name("old.key."))->stands_for(name("new.key.")));
}

TEST(KeyRing, a_key_keeps_the_note_of_its_last_use_when_it_gets_a_partner) {
  KeyRing ring;
  ring.put(key("old.key."));
  EXPECT_FALSE(ring.find(name("old.key."))->last_use().verified_at);
  ring.find(name("old.key."))->note_verified(1'700'000'000);
  ring.set_partners({{name("old.key."), name("new.key.")}});
  EXPECT_EQ(ring.find(name("old.key."))->last_use().verified_at, 1'700'000'000);
  EXPECT_FALSE(ring.find(name("old.key."))->last_use().signed_at);
}

TEST(KeyRing, readers_see_a_whole_ring_while_it_changes) {
  KeyRing ring;
  ring.put(key("stays.key."));
  std::atomic<bool> done{false};
  std::thread reader([&] {
    while (!done) ASSERT_NE(ring.find(name("stays.key.")), nullptr);
  });
  for (int i = 0; i < 200; ++i) {
    ring.put(key("comes.key."));
    ring.remove(name("comes.key."));
  }
  done = true;
  reader.join();
}

}  // namespace
}  // namespace zonecast::access
