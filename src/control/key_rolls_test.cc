// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/key_rolls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

using ::testing::HasSubstr;

class KeyRollsTest : public ::testing::Test {
 protected:
  KeyRollsTest() {
    KeyDraft draft;
    draft.secret = base::Bytes{1, 2, 3};
    EXPECT_TRUE(bed.tsig_keys.create(from, draft, {}));
    SecondaryDraft row;
    row.notify = true;
    row.tsig_intent = SecondaryDraft::TsigIntent::set;
    row.tsig = SecondaryDraft::Tsig{true, dns::TsigAlgorithm::hmac_sha256, from, {}, {true}};
    ZoneDraft zone;
    zone.transfers_enabled = true;
    zone.refresh = 100;
    zone.secondaries.emplace();
    for (const auto* ip : {"192.0.2.1", "192.0.2.2"}) {
      row.address = *base::IpPrefix::parse(ip);
      zone.secondaries->push_back(row);
    }
    EXPECT_TRUE(bed.zones.create("example.org", name("example.org."), zone, {}));
  }

  /// The secondary asks for the SOA, signed.
  void ask(const char* ip, const dns::Name& key) {
    const auto zone = bed.directory.find("example.org");
    bed.board.record(secondaries::SoaQueryEvent{
        .pair = {zone->settings->id, *base::SocketAddress::parse(std::string(ip) + ":53")},
        .at = bed.clock.wall(),
        .key_name = dns::to_text(key)});
    bed.keys.find(key)->note_verified(static_cast<std::uint64_t>(bed.clock.unix_seconds()));
  }
  std::vector<dns::Name> keys_of_rows() const {
    std::vector<dns::Name> out;
    const auto head = bed.directory.find("example.org");
    for (const auto& row : head->settings->primary.secondaries) out.push_back(row.tsig->key_name);
    return out;
  }
  Result<RollState> switch_all(Insistence insistence = Insistence::careful) {
    return rolls.switch_notify(from, {}, insistence, {});
  }

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  KeyRolls& rolls = bed.key_rolls;
  const dns::Name from = name("xfr.example.org.");
  const dns::Name to = name("xfr-2023a.example.org.");
};

TEST_F(KeyRollsTest, start_makes_a_key_of_the_same_hash_that_stands_for_the_old_one) {
  const auto state = rolls.start(from, {}, {});
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(state->roll.to, to);
  EXPECT_EQ(state->to.algorithm, state->from.algorithm);
  EXPECT_EQ(state->to.secret.size(), 32U);
  ASSERT_EQ(state->rows.size(), 2U);
  EXPECT_FALSE(state->rows[0].has_new_key);
  EXPECT_TRUE(bed.keys.find(to)->stands_for(from));
  EXPECT_TRUE(bed.keys.find(from)->stands_for(to));
  EXPECT_THAT(keys_of_rows(), ::testing::Each(from));
  EXPECT_EQ(bed.tsig_keys.users(to).roll, "xfr.example.org.");
  EXPECT_FALSE(bed.tsig_keys.remove(to, {}));
}

TEST_F(KeyRollsTest, a_second_roll_over_of_either_key_waits) {
  ASSERT_TRUE(rolls.start(from, {}, {}));
  EXPECT_EQ(rolls.start(from, {}, {}).error().kind, ProblemKind::conflict);
  EXPECT_EQ(rolls.start(to, {}, {}).error().kind, ProblemKind::conflict);
  EXPECT_EQ(rolls.start(name("absent."), {}, {}).error().message, "Resource not found");
}

TEST_F(KeyRollsTest, a_new_key_that_others_use_is_refused) {
  RollDraft same;
  same.to = from;
  EXPECT_EQ(rolls.start(from, same, {}).error().fields.at(0).code, "same_key");
  KeyDraft draft;
  draft.secret = base::Bytes{1};
  ASSERT_TRUE(bed.tsig_keys.create(name("used.example.org."), draft, {}));
  AclDraft acl;
  acl.tsig_keys.emplace({name("used.example.org.")});
  ASSERT_TRUE(bed.acls.create("office", acl, {}));
  RollDraft used;
  used.to = name("used.example.org.");
  EXPECT_THAT(rolls.start(from, used, {}).error().message, HasSubstr("is used by ACL office"));
}

TEST_F(KeyRollsTest, notify_is_switched_where_the_new_key_was_seen) {
  ASSERT_TRUE(rolls.start(from, {}, {}));
  bed.clock.advance(std::chrono::seconds(10));
  ask("192.0.2.1", to);
  const auto all = switch_all();
  ASSERT_FALSE(all);
  EXPECT_THAT(all.error().message,
              HasSubstr("not seen from 192.0.2.2 port 53 of zone example.org"));
  RollSelection one;
  one.zone = "example.org";
  one.address = base::IpPrefix::parse("192.0.2.1");
  one.port = 53;
  ASSERT_TRUE(rolls.switch_notify(to, one, Insistence::careful, {}));  // by either name
  EXPECT_EQ(keys_of_rows(), (std::vector{to, from}));
  const auto state = switch_all(Insistence::forced);
  ASSERT_TRUE(state);
  EXPECT_EQ(keys_of_rows(), (std::vector{to, to}));
  EXPECT_TRUE(state->rows[1].has_new_key);
  one.port = 54;
  EXPECT_EQ(rolls.switch_notify(from, one, Insistence::careful, {}).error().kind,
            ProblemKind::not_found);
}

TEST_F(KeyRollsTest, the_old_key_retires_after_twice_the_refresh_without_a_use) {
  ASSERT_TRUE(rolls.start(from, {}, {}));
  bed.clock.advance(std::chrono::seconds(50));
  ask("192.0.2.1", from);
  const auto early = rolls.retire(from, Insistence::careful, {});
  ASSERT_FALSE(early);
  EXPECT_THAT(early.error().message, HasSubstr("still signed with the old key"));
  ASSERT_TRUE(switch_all(Insistence::forced));
  EXPECT_THAT(rolls.retire(from, Insistence::careful, {}).error().message,
              HasSubstr("the old key was used 0 s ago; 200 s"));
  bed.clock.advance(std::chrono::seconds(199));
  EXPECT_FALSE(rolls.status(from)->hindrances.empty());
  bed.clock.advance(std::chrono::seconds(1));
  EXPECT_TRUE(rolls.status(from)->hindrances.empty());

  const auto done = rolls.retire(from, Insistence::careful, {});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(bed.keys.find(from), nullptr);
  EXPECT_FALSE(bed.keys.find(to)->stands_for(from));
  EXPECT_EQ(rolls.status(from).error().message, "Resource not found");
  EXPECT_TRUE(bed.tsig_keys.users(to).roll.empty());
}

TEST_F(KeyRollsTest, retiring_by_force_takes_every_row_and_acl_along) {
  AclDraft acl;
  acl.tsig_keys.emplace({from});
  ASSERT_TRUE(bed.acls.create("office", acl, {}));
  ASSERT_TRUE(rolls.start(from, {}, {}));
  EXPECT_EQ(rolls.status(from)->acls, (std::vector<std::string>{"office"}));
  EXPECT_EQ(rolls.status(from)->quiet_s, 24 * 60 * 60);
  ASSERT_TRUE(rolls.retire(from, Insistence::forced, {}));
  EXPECT_EQ(keys_of_rows(), (std::vector{to, to}));
  EXPECT_EQ(bed.acls.get("office")->object.tsig_keys, (std::vector{to}));
  EXPECT_FALSE(bed.tsig_keys.get(from));
}

TEST_F(KeyRollsTest, an_abort_goes_back_and_takes_the_new_key_away) {
  ASSERT_TRUE(rolls.start(from, {}, {}));
  ASSERT_TRUE(switch_all(Insistence::forced));
  ASSERT_TRUE(rolls.abort(to, {}));
  EXPECT_EQ(keys_of_rows(), (std::vector{from, from}));
  EXPECT_EQ(bed.keys.find(to), nullptr);
  EXPECT_FALSE(bed.keys.find(from)->stands_for(to));
  EXPECT_TRUE(rolls.start(from, {}, {}));  // may begin again
}

TEST_F(KeyRollsTest, an_abort_leaves_a_key_that_was_there_before) {
  KeyDraft draft;
  draft.secret = base::Bytes{1};
  ASSERT_TRUE(bed.tsig_keys.create(to, draft, {}));
  RollDraft roll;
  roll.to = to;
  ASSERT_TRUE(rolls.start(from, roll, {}));
  ASSERT_TRUE(rolls.abort(from, {}));
  EXPECT_TRUE(bed.tsig_keys.get(to));
}

TEST(KeyRolls, go_on_after_a_restart) {
  const TemporaryDirectory directory;
  const auto from = name("old.example.org.");
  const auto to = name("new.example.org.");
  {
    ControlTestBed bed(directory.path());
    KeyDraft draft;
    draft.secret = base::Bytes{1};
    ASSERT_TRUE(bed.tsig_keys.create(from, draft, {}));
    RollDraft roll;
    roll.to = to;
    ASSERT_TRUE(bed.key_rolls.start(from, roll, {}));
  }
  ControlTestBed bed(directory.path());
  EXPECT_EQ(bed.key_rolls.list().size(), 1U);
  EXPECT_TRUE(bed.keys.find(to)->stands_for(from));
  EXPECT_TRUE(bed.key_rolls.retire(from, Insistence::careful, {}));
}

TEST(SuccessorName, puts_year_and_letter_behind_the_first_label) {
  EXPECT_EQ(successor_name(name("xfr.example.org."), 2026, 'a'), name("xfr-2026a.example.org."));
  EXPECT_EQ(successor_name(name("xfr-2026a.example.org."), 2026, 'b'),
            name("xfr-2026b.example.org."));
  EXPECT_EQ(successor_name(name("key."), 2026, 'a'), name("key-2026a."));
  const auto longest = std::string(63, 'x') + ".example.org.";
  EXPECT_EQ(successor_name(name(longest), 2026, 'a'), name("key-2026a."));
}

}  // namespace
}  // namespace zonecast::control
