// SPDX-License-Identifier: GPL-3.0-or-later
// The power fails: of each file only what was flushed is left, or that and any of the sectors
// written since. A killed process cannot show a flush that is missing; this can.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "store/embedded/embedded_store.h"
#include "store/embedded/fault_disk.h"
#include "store/workload.h"

namespace zonecast::store::recovery {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sector_octets = 512;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class PowerCutTest : public ::testing::Test {
 protected:
  PowerCutTest() {
    set_disk_fault([this](DiskOperation operation, std::string_view path) {
      // What stands in the file when a flush begins is on the disk when it ends.
      if (operation == DiskOperation::sync) flushed[std::string(path)] = read_file(path);
      if (operation == DiskOperation::remove) flushed.erase(std::string(path));
      return DiskAnswer::proceed;
    });
  }
  ~PowerCutTest() override { set_disk_fault({}); }

  std::unique_ptr<Store> open(const std::string& path, const std::string& vfs) {
    auto store = EmbeddedStore::open(path, small_tuning(), vfs, clock, log);
    EXPECT_TRUE(store) << store.error().message;
    return store ? std::move(*store) : nullptr;
  }

  enum class Unflushed { lost, some_written };

  /// What the disk holds after the cut, as a directory of its own.
  std::string after_cut(Unflushed unflushed) {
    auto copy = directory.path() + "/copy";
    fs::remove_all(copy);
    fs::create_directory(copy);
    for (const auto* name : {"zonecast.db", "zonecast.db-wal"}) {
      const auto path = data + "/" + name;
      auto octets = flushed[path];
      if (unflushed == Unflushed::some_written) {
        const auto written = read_file(path);
        octets.resize(std::max(octets.size(), written.size()), '\0');
        for (std::size_t at = 0; at < written.size(); at += sector_octets) {
          if (random() % 2 == 0) continue;
          const auto size = std::min(sector_octets, written.size() - at);
          octets.replace(at, size, written, at, size);
        }
      }
      std::ofstream(copy + "/" + name, std::ios::binary) << octets;
    }
    // Flushed by itself, and before the first secret that it seals.
    fs::copy_file(data + "/secrets.key", copy + "/secrets.key");
    return copy;
  }

  void expect_model_after_cut(const ModelStore& model, Unflushed unflushed) {
    auto store = open(after_cut(unflushed), "");
    ASSERT_TRUE(store);
    const auto wrong = difference_to_model(*store, model);
    EXPECT_FALSE(wrong) << *wrong;
  }

  testing::TemporaryDirectory directory;
  const std::string data = directory.path() + "/data";
  base::ManualClock clock;
  base::Log log{base::LogLevel::off};
  std::map<std::string, std::string> flushed;  // by path: what is surely on the disk
  std::mt19937_64 random;
};

TEST_F(PowerCutTest, whatever_was_acknowledged_is_on_the_disk) {
  const auto seed = std::random_device()();
  fmt::print("seed {}\n", seed);
  random.seed(seed);
  auto store = open(data, fault_disk());
  ASSERT_TRUE(store);
  Workload workload(seed);
  for (int i = 0; i < 60; ++i) {
    auto step = workload.next();
    if (step.prepare) {
      for (auto& transaction : step.batch) ASSERT_TRUE(store->prepare(transaction));
    }
    store->commit(std::move(step.batch));
    for (const auto unflushed : {Unflushed::lost, Unflushed::some_written}) {
      expect_model_after_cut(workload.model(), unflushed);
    }
    while (step.maintain) {
      const auto worked = store->maintain();
      ASSERT_TRUE(worked) << worked.error().message;
      if (!*worked) break;
      // Upkeep flushes nothing, and so must not lean on what it has only written.
      expect_model_after_cut(workload.model(), Unflushed::some_written);
    }
    ASSERT_FALSE(HasFailure()) << "step " << i << ", seed " << seed;
  }
}

}  // namespace
}  // namespace zonecast::store::recovery
