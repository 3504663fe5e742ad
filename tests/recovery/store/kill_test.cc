// SPDX-License-Identifier: GPL-3.0-or-later
// The process is killed at a failpoint: before, in the middle of and after every write, flush,
// truncation, creation and removal of a file, and between the statements of every transaction. Then
// the store is opened again and must hold every acknowledged change, and at most the one batch that
// was under way beside.
//
// The seed is printed; ZONECAST_TEST_SEED=n repeats a run.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "store/crash_driver.h"
#include "store/embedded/embedded_store.h"
#include "store/workload.h"

namespace zonecast::store::recovery {
namespace {

constexpr int steps = 40;
constexpr int kills_min = 250;

std::uint64_t seed() {
  static const std::uint64_t drawn = [] {
    const char* given = std::getenv("ZONECAST_TEST_SEED");
    return given ? std::strtoull(given, nullptr, 10) : std::uint64_t{std::random_device()()};
  }();
  return drawn;
}

ModelStore model_after(int step_count) {
  Workload workload(seed());
  for (int i = 0; i < step_count; ++i) workload.next();
  return workload.model();
}

base::Result<std::unique_ptr<Store>> open(const std::string& directory) {
  static const base::ManualClock clock;
  static base::Log log(base::LogLevel::off);
  return EmbeddedStore::open(directory, small_tuning(), "", clock, log);
}

void expect_whole(const std::string& directory, int acknowledged) {
  auto store = open(directory);
  ASSERT_TRUE(store) << store.error().message;
  auto model = model_after(acknowledged);
  auto wrong = difference_to_model(**store, model);
  if (wrong && acknowledged < steps) {
    // The batch under way may be there as a whole.
    model = model_after(acknowledged + 1);
    const auto wrong_too = difference_to_model(**store, model);
    ASSERT_FALSE(wrong_too) << "against the last acknowledged: " << *wrong
                            << "; against the one under way: " << *wrong_too;
  } else {
    ASSERT_FALSE(wrong) << *wrong;
  }
  // Life goes on: the next change is accepted, and upkeep clears what the dead left.
  auto next = testing::create("after.example.org", 1, {1});
  ASSERT_EQ((*store)->commit({next}).at(0).outcome, Outcome::committed);
  for (int i = 0; i < 1000; ++i) {
    const auto worked = (*store)->maintain();
    ASSERT_TRUE(worked) << worked.error().message;
    if (!*worked) break;
  }
  store->reset();
  store = open(directory);
  ASSERT_TRUE(store) << store.error().message;
  const auto zones_before = model.zones.size();
  std::size_t zones = 0;
  ASSERT_TRUE((*store)->load_zones([](std::uint64_t) { return std::size_t{0}; },
                                   [&](const StoredZone&) { ++zones; }));
  EXPECT_EQ(zones, zones_before + 1);
}

class KillTest : public ::testing::Test {
 protected:
  /// Whether the failpoint was reached.
  bool kill_at(const std::string& failpoint) {
    const testing::TemporaryDirectory directory;
    const auto data = directory.path() + "/data";
    const auto end = run_driver(data, seed(), steps, failpoint);
    EXPECT_EQ(end.complaint, "") << "at " << failpoint << ", seed " << seed();
    expect_whole(data, end.acknowledged);
    if (::testing::Test::HasFailure()) {
      ADD_FAILURE() << "killed at " << failpoint << ", seed " << seed() << ", after "
                    << end.acknowledged << " acknowledged steps";
    }
    return end.killed;
  }
};

TEST_F(KillTest, nothing_acknowledged_is_lost_wherever_the_process_dies) {
  fmt::print("seed {}\n", seed());
  // How many failpoints there are on the way, to within a half.
  std::uint64_t reached = 64;
  int kills = 0;
  while (kill_at(fmt::format("*:{}:kill", 2 * reached))) {
    ASSERT_FALSE(HasFailure());
    reached *= 2;
    ++kills;
  }
  std::mt19937_64 random(seed());
  while (kills < kills_min) {
    // Half of them while the database is made and young, the others anywhere.
    const auto at =
        kills % 2 == 0 ? static_cast<std::uint64_t>(kills) + 1 : 1 + random() % (2 * reached);
    if (kill_at(fmt::format("*:{}:kill", at))) ++kills;
    ASSERT_FALSE(HasFailure());
  }
  fmt::print("{} kills among more than {} places\n", kills, reached);
}

TEST_F(KillTest, every_kind_of_step_is_survived) {
  fmt::print("seed {}\n", seed());
  for (const auto* name : {"store.migration.begun",     "store.migration.done",
                           "store.migration.committed", "store.commit.begin",
                           "store.commit.savepoint",    "store.commit.zone",
                           "store.commit.image",        "store.commit.settings",
                           "store.commit.documents",    "store.commit.documents_dropped",
                           "store.commit.keys",         "store.commit.log",
                           "store.commit.activity",     "store.commit.request",
                           "store.commit.end",          "store.commit.durable",
                           "store.image.chunk",         "store.image.chunk_written",
                           "store.refresh.image",       "store.refresh.committed",
                           "store.trim.zone",           "store.trim.front",
                           "store.chunks.dropped",      "store.checkpoint.begin",
                           "store.checkpoint.bulk",     "store.checkpoint.end",
                           "store.disk.write",          "store.disk.torn",
                           "store.disk.sync",           "store.disk.synced",
                           "store.disk.create"}) {
    EXPECT_TRUE(kill_at(fmt::format("{}:1:kill", name))) << name << " is never reached";
    kill_at(fmt::format("{}:3:kill", name));
    kill_at(fmt::format("{}:9:kill", name));
    ASSERT_FALSE(HasFailure()) << name;
  }
}

TEST_F(KillTest, a_run_to_the_end_holds_everything) {
  fmt::print("seed {}\n", seed());
  EXPECT_FALSE(kill_at("nowhere:1:kill"));
}

}  // namespace
}  // namespace zonecast::store::recovery
