// SPDX-License-Identifier: GPL-3.0-or-later
// What is the embedded store's own, beyond the contract: its files, its lock, failing disks,
// upkeep.
#include "store/embedded/embedded_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "store/contents_for_tests.h"
#include "store/embedded/database_file.h"
#include "store/embedded/fault_disk.h"

namespace zonecast::store {
namespace {

using testing::change;
using testing::create;
using testing::difference;
using ::testing::HasSubstr;
using testing::Hosts;
using testing::name;
using testing::records;

class EmbeddedStoreTest : public ::testing::Test {
 protected:
  EmbeddedStoreTest() {
    // Small, so that a small zone reaches every path.
    tuning.inline_image_octets_max = 2048;
    tuning.image_chunk_octets = 16 << 10;
    tuning.pending_octets_min = 2048;
    tuning.history.octets_max = 16 << 10;
    tuning.wal_octets_max = 256 << 10;
    tuning.rows_per_step = 5;
    tuning.chunks_per_step = 2;
  }
  ~EmbeddedStoreTest() override { set_disk_fault({}); }

  void open() {
    store.reset();
    auto opened = EmbeddedStore::open(path, tuning, fault_disk(), clock, log);
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
  }
  CommitResult commit(Transaction transaction) {
    if (transaction.provenance.at == 0) transaction.provenance.at = clock.unix_seconds();
    std::vector<Transaction> batch;
    batch.push_back(std::move(transaction));
    return store->commit(std::move(batch)).at(0);
  }
  /// A zone of `count` hosts, from 0 on, at serial 1.
  ZoneId make_zone(const std::string& zone_name, std::uint32_t count) {
    Hosts hosts;
    for (std::uint32_t i = 0; i < count; ++i) hosts.insert(i);
    const auto result = commit(create(zone_name, 1, hosts));
    EXPECT_EQ(result.outcome, Outcome::committed) << result.reason;
    return result.zone;
  }
  /// Adds host `100000 + version` in the change that follows `version`.
  CommitResult add_host(ZoneId zone, std::uint64_t version,
                        const std::string& zone_name = "example.org.") {
    const auto serial = static_cast<std::uint32_t>(version);
    return commit(change(zone, version,
                         difference(name(zone_name), serial, serial + 1, {}, {100000 + serial})));
  }
  std::vector<StoredZone> load() {
    std::vector<StoredZone> zones;
    const auto done = store->load_zones([](std::uint64_t) { return std::size_t{1} << 30; },
                                        [&](StoredZone zone) { zones.push_back(std::move(zone)); });
    EXPECT_TRUE(done) << done.error().message;
    return zones;
  }
  void maintain_until_idle() {
    for (int i = 0; i < 10'000; ++i) {
      const auto worked = store->maintain();
      ASSERT_TRUE(worked) << worked.error().message;
      if (!*worked) return;
    }
    FAIL() << "upkeep never ends";
  }
  std::int64_t ask(const char* sql) {
    const auto connection = open_connection(path + "/zonecast.db", "", ConnectionUse::read);
    auto row = connection->query(sql);
    return row.next() ? row.integer(0) : -1;
  }

  testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/data";
  base::ManualClock clock;
  base::Log log{base::LogLevel::off};
  Tuning tuning;
  std::unique_ptr<Store> store;
};

TEST_F(EmbeddedStoreTest, files_are_for_the_owner_only) {
  open();
  make_zone("example.org", 1);
  for (const auto* file : {"/zonecast.db", "/zonecast.db-wal", "/zonecast.db-shm", "/lock"}) {
    struct stat status{};
    ASSERT_EQ(::stat((path + file).c_str(), &status), 0) << file;
    EXPECT_EQ(status.st_mode & 0777, 0600U) << file;
  }
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700U);
}

TEST_F(EmbeddedStoreTest, a_second_server_is_told_who_has_the_directory) {
  open();
  const auto second = EmbeddedStore::open(path, tuning, "", clock, log);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("process " + std::to_string(::getpid())));
  store.reset();
  EXPECT_TRUE(EmbeddedStore::open(path, tuning, "", clock, log));
}

TEST_F(EmbeddedStoreTest, a_directory_that_cannot_be_made_is_named) {
  const auto opened = EmbeddedStore::open(directory.path() + "/no/such", tuning, "", clock, log);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("/no/such"));
}

TEST_F(EmbeddedStoreTest, a_newer_schema_is_refused_with_a_sentence) {
  open();
  store.reset();
  {
    Connection connection(path + "/zonecast.db", "");
    connection.run("INSERT INTO migration VALUES (99, 'from the future', 0)");
  }
  const auto opened = EmbeddedStore::open(path, tuning, "", clock, log);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("newer zonecast (schema 99"));
}

TEST_F(EmbeddedStoreTest, a_database_of_something_else_is_left_alone) {
  open();
  store.reset();
  {
    Connection connection(path + "/zonecast.db", "");
    connection.run("PRAGMA application_id = 1");
  }
  const auto opened = EmbeddedStore::open(path, tuning, "", clock, log);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("not a zonecast database"));
}

TEST_F(EmbeddedStoreTest, a_full_disk_refuses_changes_until_there_is_room) {
  open();
  const auto zone = make_zone("example.org", 1);
  set_disk_fault([](DiskOperation operation, std::string_view) {
    return operation == DiskOperation::write ? DiskAnswer::full : DiskAnswer::proceed;
  });
  std::vector<Transaction> batch;
  batch.push_back(change(zone, 1, difference(name("example.org."), 1, 2, {}, {7})));
  batch.push_back(create("example.com", 1, {}));
  for (const auto& result : store->commit(batch)) {
    EXPECT_EQ(result.outcome, Outcome::unavailable);
    EXPECT_THAT(result.reason, HasSubstr("disk full"));
  }
  EXPECT_THAT(store->refusal(), HasSubstr("disk full"));
  EXPECT_FALSE(store->maintain());
  EXPECT_EQ(load().size(), 1U);

  set_disk_fault({});
  for (const auto& result : store->commit(batch)) EXPECT_EQ(result.outcome, Outcome::committed);
  EXPECT_EQ(store->refusal(), "");
  open();
  EXPECT_EQ(load().size(), 2U);
  EXPECT_EQ(store->head(), 3U);
}

TEST_F(EmbeddedStoreTest, upkeep_finds_out_that_there_is_room_again) {
  open();
  const auto zone = make_zone("example.org", 1);
  set_disk_fault([](DiskOperation operation, std::string_view) {
    return operation == DiskOperation::write ? DiskAnswer::full : DiskAnswer::proceed;
  });
  EXPECT_EQ(add_host(zone, 1).outcome, Outcome::unavailable);
  set_disk_fault({});
  EXPECT_NE(store->refusal(), "");
  maintain_until_idle();
  EXPECT_EQ(store->refusal(), "");
}

TEST_F(EmbeddedStoreTest, a_full_disk_while_a_large_image_is_staged_leaves_nothing_behind) {
  open();
  int writes = 0;
  set_disk_fault([&](DiskOperation operation, std::string_view) {
    return operation == DiskOperation::write && ++writes > 20 ? DiskAnswer::full
                                                              : DiskAnswer::proceed;
  });
  Hosts hosts;
  for (std::uint32_t i = 0; i < 5000; ++i) hosts.insert(i);
  EXPECT_EQ(commit(create("example.org", 1, hosts)).outcome, Outcome::unavailable);
  EXPECT_GT(writes, 20);
  set_disk_fault({});
  open();
  maintain_until_idle();
  EXPECT_EQ(ask("SELECT count(*) FROM image_chunk"), 0);
  EXPECT_EQ(commit(create("example.org", 1, hosts)).outcome, Outcome::committed);
}

TEST_F(EmbeddedStoreTest, after_a_failed_flush_the_outcome_is_unknown_and_no_commit_follows) {
  open();
  const auto zone = make_zone("example.org", 1);
  set_disk_fault([](DiskOperation operation, std::string_view) {
    return operation == DiskOperation::sync ? DiskAnswer::broken : DiskAnswer::proceed;
  });
  const auto result = add_host(zone, 1);
  EXPECT_EQ(result.outcome, Outcome::unknown);
  set_disk_fault({});
  const auto next = add_host(zone, 1);
  EXPECT_EQ(next.outcome, Outcome::unavailable);
  EXPECT_THAT(next.reason, HasSubstr("restarted"));
  EXPECT_THAT(store->refusal(), HasSubstr("disk error"));
  EXPECT_FALSE(store->put_notify_marks(
      {{zone, *base::SocketAddress::parse("192.0.2.1:53"), dns::Serial(1)}}));
  // Reading goes on, and sees what is surely committed.
  EXPECT_EQ(load().at(0).version, 1U);
  // A restart finds one or the other, whole.
  open();
  const auto version = load().at(0).version;
  EXPECT_TRUE(version == 1 || version == 2) << version;
  EXPECT_EQ(add_host(zone, version).outcome, Outcome::committed);
}

TEST_F(EmbeddedStoreTest, a_broken_disk_stops_commits_and_not_reads) {
  open();
  const auto zone = make_zone("example.org", 1);
  set_disk_fault([](DiskOperation operation, std::string_view) {
    return operation == DiskOperation::write ? DiskAnswer::broken : DiskAnswer::proceed;
  });
  EXPECT_EQ(add_host(zone, 1).outcome, Outcome::unknown);
  set_disk_fault({});
  EXPECT_EQ(add_host(zone, 1).outcome, Outcome::unavailable);
  EXPECT_EQ(load().at(0).version, 1U);
  EXPECT_EQ(store->zone_changes(zone, 10)->size(), 1U);
}

TEST_F(EmbeddedStoreTest, an_outgrown_image_is_made_anew_and_history_stays) {
  open();
  for (const std::uint32_t count : {1U, 3000U}) {
    const auto zone_name = "zone" + std::to_string(count) + ".example.org";
    const auto zone = make_zone(zone_name, count);
    Hosts hosts;
    for (std::uint32_t i = 0; i < count; ++i) hosts.insert(i);
    // Beyond the least that is worth an image, and a quarter of the larger one.
    constexpr std::uint32_t changes = 150;
    for (std::uint32_t version = 1; version <= changes; ++version) {
      ASSERT_EQ(add_host(zone, version, zone_name + ".").outcome, Outcome::committed);
      hosts.insert(100000 + version);
    }
    maintain_until_idle();
    EXPECT_EQ(ask("SELECT pending_octets FROM zone ORDER BY id DESC"), 0);
    EXPECT_EQ(ask("SELECT version FROM zone_image ORDER BY zone DESC"), changes + 1);
    const auto zones = load();
    EXPECT_EQ(records(*zones.back().contents),
              records(*testing::contents(name(zone_name + "."), changes + 1, hosts)));
    // History was longer than may be kept.
    EXPECT_GT(zones.back().history.size(), 10U);
    EXPECT_LT(zones.back().history.size(), changes);
    EXPECT_LE(ask("SELECT history_octets FROM zone ORDER BY id DESC"), 16 << 10);
    EXPECT_EQ(ask("SELECT sum(octets) FROM change_log"),
              ask("SELECT sum(history_octets) FROM zone"));
  }
  // What the earlier images left behind is gone.
  EXPECT_EQ(ask("SELECT count(DISTINCT id >> 24) FROM image_chunk"),
            ask("SELECT count(*) FROM zone_image WHERE generation > 0"));
  EXPECT_EQ(ask("SELECT count(*) FROM image_chunk"),
            ask("SELECT sum(chunk_count) FROM zone_image"));
}

TEST_F(EmbeddedStoreTest, the_differences_of_a_deleted_zone_go) {
  open();
  const auto zone = make_zone("example.org", 3000);
  for (std::uint32_t version = 1; version <= 20; ++version) add_host(zone, version);
  commit(
      {.what = DeleteZone{.zone = zone, .expected_version = 21}, .provenance = {}, .result = {}});
  maintain_until_idle();
  EXPECT_EQ(ask("SELECT count(*) FROM change_log WHERE difference IS NOT NULL"), 0);
  EXPECT_EQ(ask("SELECT count(*) FROM image_chunk"), 0);
  EXPECT_EQ(store->zone_changes(zone, 100)->size(), 22U);
}

TEST_F(EmbeddedStoreTest, more_versions_than_are_to_be_kept_go_oldest_first) {
  tuning.history = {.days = 90, .versions = 32, .octets_max = 1U << 30};
  open();
  const auto zone = make_zone("example.org", 1);
  for (std::uint32_t version = 1; version <= 100; ++version) add_host(zone, version);
  maintain_until_idle();
  const auto kept = ask("SELECT count(*) FROM change_log WHERE difference IS NOT NULL");
  EXPECT_GE(kept, 32);
  EXPECT_LE(kept, 35);
  EXPECT_EQ(ask("SELECT max(version) FROM change_log WHERE difference IS NOT NULL"), 101);
  EXPECT_EQ(ask("SELECT sum(octets) FROM change_log"), ask("SELECT sum(history_octets) FROM zone"));
  EXPECT_EQ(store->zone_changes(zone, 1000)->size(), 101U) << "who did what stays";
  const auto start = *store->history_start(zone);
  EXPECT_EQ(start, static_cast<Position>(101 - kept));
  EXPECT_EQ(load().at(0).version, 101U);
}

TEST_F(EmbeddedStoreTest, what_is_older_than_the_days_to_keep_goes) {
  tuning.history = {.days = 90, .versions = 1000, .octets_max = 1U << 30};
  open();
  const auto quiet = make_zone("example.com", 1);
  ASSERT_EQ(add_host(quiet, 1, "example.com.").outcome, Outcome::committed);
  clock.advance(std::chrono::hours(24 * 60));
  const auto zone = make_zone("example.org", 1);
  for (std::uint32_t version = 1; version <= 20; ++version) add_host(zone, version);
  maintain_until_idle();
  EXPECT_EQ(ask("SELECT count(*) FROM change_log WHERE difference IS NOT NULL"), 21);
  clock.advance(std::chrono::hours(24 * 31));
  maintain_until_idle();
  EXPECT_EQ(ask("SELECT count(*) FROM change_log WHERE difference IS NOT NULL"), 20);
  EXPECT_EQ(*store->history_start(quiet), 2U);
  // Its image had to be made anew first: the only change was still to be read.
  open();
  EXPECT_EQ(load().size(), 2U);
  clock.advance(std::chrono::hours(24 * 60));
  maintain_until_idle();
  EXPECT_EQ(ask("SELECT count(*) FROM change_log WHERE difference IS NOT NULL"), 0);
  EXPECT_EQ(ask("SELECT sum(history_octets) FROM zone"), 0);
  EXPECT_EQ(ask("SELECT count(*) FROM change_log"), 23);
  open();
  const auto zones = load();
  EXPECT_EQ(zones.at(1).version, 21U);
  EXPECT_EQ(add_host(zone, 21).outcome, Outcome::committed);
}

TEST_F(EmbeddedStoreTest, the_oldest_lines_go_when_there_are_too_many) {
  tuning.change_entries_max = 50;
  open();
  const auto quiet = make_zone("example.com", 1);
  ASSERT_EQ(add_host(quiet, 1, "example.com.").outcome, Outcome::committed);
  const auto busy = make_zone("example.org", 1);
  for (std::uint32_t version = 1; version <= 100; ++version) add_host(busy, version);
  maintain_until_idle();
  EXPECT_EQ(ask("SELECT count(*) FROM change_log"), 50);
  EXPECT_EQ(ask("SELECT sum(octets) FROM change_log"), ask("SELECT sum(history_octets) FROM zone"));
  EXPECT_EQ(store->changes_after(0, 1)->at(0).position, store->head() - 49);
  open();
  const auto zones = load();
  // The quiet zone's only change was among the lines removed, so it is in its image now.
  EXPECT_EQ(records(*zones[0].contents),
            records(*testing::contents(name("example.com."), 2, {0, 100001})));
  EXPECT_EQ(zones[1].version, 101U);
  EXPECT_FALSE(zones[1].history.empty());
}

TEST_F(EmbeddedStoreTest, old_requests_are_forgotten) {
  open();
  for (int i = 0; i < 12; ++i) {
    auto transaction = create("zone" + std::to_string(i) + ".example.org", 1, {});
    transaction.provenance.request_id = std::to_string(i);
    commit(std::move(transaction));
    clock.advance(std::chrono::hours(3));
  }
  maintain_until_idle();
  EXPECT_EQ(ask("SELECT count(*) FROM request"), 7);
}

TEST_F(EmbeddedStoreTest, old_lines_of_the_activity_log_are_forgotten) {
  tuning.activity_kept_s = 24 * 60 * 60;
  open();
  for (int i = 0; i < 12; ++i) {
    Activity entry;
    entry.at = clock.unix_seconds();
    ASSERT_TRUE(store->record_activity({entry}));
    clock.advance(std::chrono::hours(3));
  }
  maintain_until_idle();
  EXPECT_EQ(ask("SELECT count(*) FROM activity"), 7);
}

TEST_F(EmbeddedStoreTest, the_activity_log_has_a_bound) {
  tuning.activity_entries_max = 10;
  open();
  Activity entry;
  entry.at = clock.unix_seconds();
  ASSERT_TRUE(store->record_activity(std::vector<Activity>(25, entry)));
  maintain_until_idle();
  EXPECT_EQ(ask("SELECT count(*) FROM activity"), 10);
  EXPECT_EQ(ask("SELECT max(id) FROM activity"), 25);
}

TEST_F(EmbeddedStoreTest, the_last_use_of_a_secret_never_goes_back) {
  open();
  ASSERT_TRUE(store->put_last_accesses({{"a", 7}, {"b", 8}}));
  ASSERT_TRUE(store->put_last_accesses({{"a", 9}, {"b", 3}}));
  open();
  EXPECT_EQ(store->load_last_accesses(), (std::map<std::string, std::int64_t>{{"a", 9}, {"b", 8}}));
}

TEST_F(EmbeddedStoreTest, the_write_ahead_log_does_not_grow_without_end) {
  open();
  const auto zone = make_zone("example.org", 1);
  std::uintmax_t largest = 0;
  const auto measure = [&] {
    largest = std::max(largest, std::filesystem::file_size(path + "/zonecast.db-wal"));
  };
  // With upkeep, and then without.
  for (std::uint32_t version = 1; version <= 300; ++version) {
    add_host(zone, version);
    maintain_until_idle();
    measure();
  }
  EXPECT_LE(largest, 2 * tuning.wal_octets_max);
  for (std::uint32_t version = 301; version <= 1200; ++version) {
    ASSERT_EQ(add_host(zone, version).outcome, Outcome::committed);
    measure();
  }
  EXPECT_LE(largest, 18 * tuning.wal_octets_max);
}

TEST_F(EmbeddedStoreTest, a_damaged_image_is_told_with_the_zone) {
  open();
  make_zone("example.org", 1);
  store.reset();
  {
    Connection connection(path + "/zonecast.db", "");
    connection.run("UPDATE zone_image SET image = zeroblob(length(image))");
  }
  open();
  const auto done =
      store->load_zones([](std::uint64_t) { return std::size_t{0}; }, [](StoredZone) {});
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("example.org"));
}

TEST_F(EmbeddedStoreTest, commits_reads_and_upkeep_go_on_side_by_side) {
  open();
  const auto zone = make_zone("example.org", 3000);
  std::atomic<bool> done{false};
  std::thread upkeep([&] {
    while (!done) EXPECT_TRUE(store->maintain());
  });
  std::thread importer([&] {
    Hosts hosts;
    for (std::uint32_t i = 0; i < 3000; ++i) hosts.insert(i);
    for (int i = 0; i < 5; ++i) {
      auto transaction = create("example.com", 1, hosts);
      EXPECT_TRUE(store->prepare(transaction));
    }
  });
  std::thread reader([&] {
    while (!done) {
      const auto newest = store->zone_changes(zone, 1);
      ASSERT_TRUE(newest);
      EXPECT_LE(newest->at(0).position, store->head() + 1);
    }
  });
  std::thread marker([&] {
    while (!done) {
      EXPECT_TRUE(store->put_notify_marks(
          {{zone, *base::SocketAddress::parse("192.0.2.1:53"), dns::Serial(1)}}));
    }
  });
  for (std::uint32_t version = 1; version <= 300; ++version) {
    ASSERT_EQ(add_host(zone, version).outcome, Outcome::committed);
  }
  importer.join();
  done = true;
  upkeep.join();
  reader.join();
  marker.join();
  open();
  EXPECT_EQ(load().at(0).version, 301U);
}

}  // namespace
}  // namespace zonecast::store
