// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/copy_service.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

using dns::RrType;

class CopyServiceTest : public testing::Test {
 protected:
  CopyServiceTest() {
    (void)bed->zones.create("example.org", name("example.org"), {}, {});
    put("192.0.2.1");
  }
  void put(const char* address) {
    EXPECT_TRUE(bed->zones.change(
        "example.org", {{BatchItem::Op::put, draft("www.example.org", RrType::a, {address})}}, {}));
  }
  std::string address() {
    return bed->zones.get_record("example.org", "www.example.org", RrType::a)
        ->answers.at(0)
        .parts.at(0);
  }
  Result<ZoneCopy> add(const std::string& copy_name = "",
                       ZoneCopies::WhenFull when_full = ZoneCopies::WhenFull::refuse) {
    return copies->add("example.org", copy_name, when_full, {});
  }
  std::vector<std::pair<std::uint32_t, bool>> numbers() {
    std::vector<std::pair<std::uint32_t, bool>> out;
    const auto list = copies->list("example.org");
    for (const auto& copy : *list) out.emplace_back(copy.number, copy.is_live);
    return out;
  }
  void restart() {
    copies.reset();
    bed.reset();
    bed = std::make_unique<ControlTestBed>(directory.path());
    copies.emplace(bed->clock, bed->directory, bed->committer, bed->store());
  }

  TemporaryDirectory directory;
  std::unique_ptr<ControlTestBed> bed = std::make_unique<ControlTestBed>(directory.path());
  std::optional<CopyService> copies = std::optional<CopyService>(
      std::in_place, bed->clock, bed->directory, bed->committer, bed->store());
  using Numbers = std::vector<std::pair<std::uint32_t, bool>>;
};

TEST_F(CopyServiceTest, a_zone_without_copies_has_its_live_contents_as_the_first) {
  EXPECT_EQ(numbers(), (Numbers{{1, true}}));
}

TEST_F(CopyServiceTest, contents_set_aside_come_back_by_an_ordinary_change) {
  ASSERT_TRUE(add("before the move"));
  put("192.0.2.2");
  const auto serial = bed->zones.get("example.org")->contents->serial();
  restart();
  ASSERT_TRUE(copies->activate("example.org", 2, {}));
  EXPECT_EQ(address(), "192.0.2.1");
  const auto zone = bed->zones.get("example.org");
  EXPECT_TRUE(zone->contents->serial().follows(serial));
  EXPECT_EQ(numbers(), (Numbers{{1, false}, {2, true}}));
  EXPECT_TRUE(bed->directory.find("example.org")->history->since(serial)) << "it travels by IXFR";
  // And forth again: the contents that were live stand under their number.
  ASSERT_TRUE(copies->activate("example.org", 1, {}));
  EXPECT_EQ(address(), "192.0.2.2");
  EXPECT_EQ(copies->list("example.org")->at(1).name, "before the move");
}

TEST_F(CopyServiceTest, three_stand_aside_at_most_unless_the_oldest_may_go) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(add());
  const auto refused = add();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::invalid);
  const auto forced = add("", ZoneCopies::WhenFull::replace_oldest);
  ASSERT_TRUE(forced);
  EXPECT_EQ(numbers(), (Numbers{{1, true}, {3, false}, {4, false}, {5, false}}));
}

TEST_F(CopyServiceTest, the_live_one_cannot_be_deleted_and_others_can) {
  ASSERT_TRUE(add());
  EXPECT_FALSE(copies->remove("example.org", 1, {}));
  EXPECT_EQ(copies->remove("example.org", 9, {}).error().kind, ProblemKind::not_found);
  EXPECT_TRUE(copies->remove("example.org", 2, {}));
  EXPECT_EQ(copies->activate("example.org", 2, {}).error().kind, ProblemKind::not_found);
  EXPECT_EQ(numbers(), (Numbers{{1, true}}));
}

TEST_F(CopyServiceTest, activating_the_live_one_or_equal_contents_moves_no_serial) {
  ASSERT_TRUE(add());
  const auto serial = bed->zones.get("example.org")->contents->serial();
  ASSERT_TRUE(copies->activate("example.org", 1, {}));
  ASSERT_TRUE(copies->activate("example.org", 2, {}));
  EXPECT_EQ(bed->zones.get("example.org")->contents->serial(), serial);
  EXPECT_EQ(numbers(), (Numbers{{1, false}, {2, true}}));
}

TEST_F(CopyServiceTest, copies_go_with_their_zone) {
  ASSERT_TRUE(add());
  ASSERT_TRUE(bed->zones.remove("example.org", {}));
  ASSERT_TRUE(bed->zones.create("example.org", name("example.org"), {}, {}));
  EXPECT_EQ(numbers(), (Numbers{{1, true}}));
}

}  // namespace
}  // namespace zonecast::control
