// SPDX-License-Identifier: GPL-3.0-or-later
// The write-ahead log is cut at every octet of the last commit, or ends in other octets: what was
// committed before is there, and the last commit is there as a whole or not at all.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "store/embedded/embedded_store.h"
#include "store/workload.h"

namespace zonecast::store::recovery {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& path, const std::string& octets) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << octets;
}

class TornLogTest : public ::testing::Test {
 protected:
  TornLogTest() {
    const auto data = directory.path() + "/data";
    auto store = EmbeddedStore::open(data, Tuning{}, "", clock, log);
    EXPECT_TRUE(store);
    Workload workload(1, Workload::Zones::small);
    for (int i = 0; i < 10; ++i) (*store)->commit(workload.next().batch);
    before = workload.model();
    log_before = fs::file_size(data + "/zonecast.db-wal");
    (*store)->commit({workload.next_change()});
    after = workload.model();
    // The files as they are while the server runs: a close would copy the log.
    database_octets = read_file(data + "/zonecast.db");
    log_octets = read_file(data + "/zonecast.db-wal");
    secrets_key = read_file(data + "/secrets.key");
  }

  /// Opens a store whose log is `octets`; whether it holds the last commit.
  bool holds_last(const std::string& octets) {
    const auto data = directory.path() + "/copy";
    fs::remove_all(data);
    fs::create_directory(data);
    write_file(data + "/zonecast.db", database_octets);
    write_file(data + "/zonecast.db-wal", octets);
    write_file(data + "/secrets.key", secrets_key);
    fs::permissions(data + "/secrets.key", fs::perms::owner_read);
    auto store = EmbeddedStore::open(data, Tuning{}, "", clock, log);
    if (!store) {
      ADD_FAILURE() << store.error().message;
      return false;
    }
    if ((*store)->head() == after.head) {
      const auto wrong = difference_to_model(**store, after);
      EXPECT_FALSE(wrong) << *wrong;
      return true;
    }
    const auto wrong = difference_to_model(**store, before);
    EXPECT_FALSE(wrong) << *wrong;
    return false;
  }

  testing::TemporaryDirectory directory;
  base::ManualClock clock;
  base::Log log{base::LogLevel::off};
  std::uintmax_t log_before = 0;
  ModelStore before, after;
  std::string database_octets, log_octets, secrets_key;
};

TEST_F(TornLogTest, cut_at_every_octet_of_the_last_commit) {
  ASSERT_NE(before.head, after.head);
  ASSERT_LT(log_before, log_octets.size());
  EXPECT_TRUE(holds_last(log_octets));
  for (auto size = log_before; size < log_octets.size(); ++size) {
    EXPECT_FALSE(holds_last(log_octets.substr(0, size))) << "cut at " << size;
    ASSERT_FALSE(HasFailure()) << "cut at " << size << " of " << log_octets.size();
  }
  fmt::print("cut at {} places\n", log_octets.size() - log_before);
}

TEST_F(TornLogTest, other_octets_where_the_last_commit_was) {
  for (auto size = log_before; size < log_octets.size(); size += 61) {
    for (const char octet : {'\0', '\xff'}) {
      auto torn = log_octets;
      std::fill(torn.begin() + static_cast<std::ptrdiff_t>(size), torn.end(), octet);
      if (torn == log_octets) continue;
      EXPECT_FALSE(holds_last(torn)) << "from " << size;
    }
    auto flipped = log_octets;
    flipped[size] = static_cast<char>(flipped[size] ^ 1);
    EXPECT_FALSE(holds_last(flipped)) << "at " << size;
    ASSERT_FALSE(HasFailure()) << "at " << size;
  }
}

}  // namespace
}  // namespace zonecast::store::recovery
