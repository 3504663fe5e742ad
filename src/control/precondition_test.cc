// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/precondition.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "control/control_test_bed.h"
#include "control/object_tag.h"

namespace zonecast::control {
namespace {

using dns::RrType;

Request if_match(std::string tag) {
  Request request;
  request.precondition.tags = {std::move(tag)};
  return request;
}

TEST(Precondition, nothing_is_demanded_unless_said) {
  EXPECT_TRUE(Precondition{}.check("1"));
  EXPECT_TRUE(Precondition{}.check(std::nullopt));
}

TEST(Precondition, a_tag_must_be_one_of_those_named) {
  Precondition precondition;
  precondition.tags = {"41.6", "41.7"};
  EXPECT_TRUE(precondition.check("41.7"));
  EXPECT_FALSE(precondition.check("41.8"));
  EXPECT_FALSE(precondition.check("4"));
  EXPECT_FALSE(precondition.check(std::nullopt));
}

TEST(Precondition, existence_and_absence_can_be_demanded) {
  Precondition there;
  there.must_exist = true;
  EXPECT_TRUE(there.check("1"));
  EXPECT_FALSE(there.check(std::nullopt));
  Precondition absent;
  absent.must_be_absent = true;
  EXPECT_TRUE(absent.check(std::nullopt));
  EXPECT_EQ(absent.check("1").error().kind, ProblemKind::precondition_failed);
}

class PreconditionOfZones : public testing::Test {
 protected:
  PreconditionOfZones() { (void)bed.zones.create("example.org", name("example.org"), {}, {}); }
  std::string tag() { return zone_tag(*bed.zones.get("example.org")); }

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
};

TEST_F(PreconditionOfZones, a_zone_changes_only_while_it_is_as_it_was_read) {
  const auto read = tag();
  ZoneDraft first;
  first.refresh = 100;
  ASSERT_TRUE(bed.zones.update("example.org", first, if_match(read)));
  ZoneDraft second;
  second.refresh = 200;
  const auto refused = bed.zones.update("example.org", second, if_match(read));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::precondition_failed);
  EXPECT_FALSE(bed.zones.remove("example.org", if_match(read)));
  EXPECT_TRUE(bed.zones.remove("example.org", if_match(tag())));
}

TEST_F(PreconditionOfZones, a_zone_made_anew_is_not_the_one_that_was_read) {
  const auto read = tag();
  ASSERT_TRUE(bed.zones.remove("example.org", {}));
  ASSERT_TRUE(bed.zones.create("example.org", name("example.org"), {}, {}));
  EXPECT_FALSE(bed.zones.remove("example.org", if_match(read)));
}

TEST_F(PreconditionOfZones, a_batch_is_held_to_the_zone_a_record_to_the_record) {
  const auto read = tag();
  auto www = draft("www.example.org", RrType::a, {"192.0.2.1"});
  const auto made = bed.zones.create_record("example.org", www, {});
  ASSERT_TRUE(made);
  ASSERT_TRUE(bed.zones.create_record(
      "example.org", draft("elsewhere.example.org", RrType::a, {"192.0.2.9"}), {}));
  const auto batch = bed.zones.change("example.org", {{BatchItem::Op::put, www}}, if_match(read));
  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().kind, ProblemKind::precondition_failed);

  // A change elsewhere in the zone does not move the record's tag.
  www.answers->at(0).parts = {"192.0.2.2"};
  ASSERT_TRUE(bed.zones.update_record("example.org", www, if_match(record_tag(*made))));
  const auto stale = bed.zones.remove_record("example.org", "www.example.org", RrType::a,
                                             if_match(record_tag(*made)));
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().kind, ProblemKind::precondition_failed);
  const auto missing = bed.zones.remove_record("example.org", "none.example.org", RrType::a,
                                               if_match(record_tag(*made)));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ProblemKind::record_not_found);
}

TEST_F(PreconditionOfZones, what_is_kept_beside_dns_moves_a_records_tag_too) {
  auto www = draft("www.example.org", RrType::a, {"192.0.2.1"});
  const auto made = bed.zones.create_record("example.org", www, {});
  www.echoed["meta"] = R"({"note":"x"})";
  ASSERT_TRUE(bed.zones.update_record("example.org", www, if_match(record_tag(*made))));
  EXPECT_FALSE(bed.zones.update_record("example.org", www, if_match(record_tag(*made))));
}

TEST_F(PreconditionOfZones, of_many_who_read_the_same_state_one_changes_it) {
  const auto read = tag();
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (std::uint32_t i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      ZoneDraft mine;
      mine.refresh = 1000 + i;
      if (bed.zones.update("example.org", mine, if_match(read))) ++done;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace zonecast::control
