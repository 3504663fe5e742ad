// SPDX-License-Identifier: GPL-3.0-or-later
// A small file system that really is full: changes are refused with a reason, reading goes on, and
// when room is made changes are accepted again; nothing acknowledged is lost.
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "store/embedded/embedded_store.h"
#include "store/workload.h"

namespace zonecast::store::recovery {
namespace {

namespace fs = std::filesystem;

bool write_text(const char* path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  out.flush();
  return out.good();
}

/// Mounts a tmpfs of `octets` on `path` in a mount namespace of this process; why not, when it
/// cannot.
std::string mount_small(const std::string& path, std::size_t octets) {
  const auto user = ::geteuid();
  const auto group = ::getegid();
  if (::unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) {
    return fmt::format("no mount namespace: {}", std::strerror(errno));
  }
  if (user != 0) {
    write_text("/proc/self/setgroups", "deny");
    if (!write_text("/proc/self/uid_map", fmt::format("0 {} 1", user)) ||
        !write_text("/proc/self/gid_map", fmt::format("0 {} 1", group))) {
      return "no user namespace";
    }
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("tmpfs", path.c_str(), "tmpfs", 0, fmt::format("size={}", octets).c_str()) != 0) {
    return fmt::format("no tmpfs: {}", std::strerror(errno));
  }
  return {};
}

/// The test proper, in the child; an empty string when all is well.
std::string fill_and_free(const std::string& path) {
  constexpr std::size_t ballast_octets = 1 << 20;
  base::ManualClock clock;
  base::Log log(base::LogLevel::off);
  write_text((path + "/ballast").c_str(), std::string(ballast_octets, 'x'));
  auto store = EmbeddedStore::open(path + "/data", small_tuning(), "", clock, log);
  if (!store) return store.error().message;
  auto made = testing::create("example.org", 1, {});
  const auto zone = (*store)->commit({made}).at(0).zone;
  const auto apex = testing::name("example.org.");
  std::uint32_t version = 1;
  testing::Hosts hosts;
  const auto add_hosts = [&] {
    testing::Hosts added;
    for (std::uint32_t i = 0; i < 50; ++i) added.insert(version * 50 + i);
    const auto result =
        (*store)
            ->commit({testing::change(zone, version,
                                      testing::difference(apex, version, version + 1, {}, added))})
            .at(0);
    if (result.outcome == Outcome::committed) {
      ++version;
      hosts.insert(added.begin(), added.end());
    }
    return result;
  };
  const auto same_contents = [&] {
    bool same = false;
    static_cast<void>((*store)->load_zones([](std::uint64_t) { return std::size_t{0}; },
                                           [&](const StoredZone& stored) {
                                             same = testing::records(*stored.contents) ==
                                                    testing::records(
                                                        *testing::contents(apex, version, hosts));
                                           }));
    return same;
  };
  for (int round = 0; round < 2; ++round) {
    CommitResult result;
    for (int i = 0; i < 100'000 && result.outcome == Outcome::committed; ++i) {
      result = add_hosts();
      if (i % 10 == 0) static_cast<void>((*store)->maintain());
    }
    if (result.outcome != Outcome::unavailable) return "the disk never got full: " + result.reason;
    if (result.reason.find("disk full") == std::string::npos)
      return "no reason given: " + result.reason;
    if ((*store)->refusal().empty()) return "refusal() says nothing";
    for (int i = 0; i < 5; ++i) {
      if (add_hosts().outcome != Outcome::unavailable) return "a full disk took a change";
      static_cast<void>((*store)->maintain());
    }
    if (!same_contents()) return "other contents while the disk is full";
    if (round == 1) break;
    fs::resize_file(path + "/ballast", ballast_octets / 2);
    result = add_hosts();
    if (result.outcome != Outcome::committed)
      return "there is room and a change is refused: " + result.reason;
    if (!(*store)->refusal().empty()) return "refusal() does not go";
    if (!same_contents()) return "other contents after room was made";
  }
  // The server also starts on a full disk, and has everything.
  store->reset();
  fs::resize_file(path + "/ballast", 0);
  store = EmbeddedStore::open(path + "/data", small_tuning(), "", clock, log);
  if (!store) return "does not open again: " + store.error().message;
  if (!same_contents()) return "other contents after a restart";
  if (add_hosts().outcome != Outcome::committed) return "refuses after a restart";
  return {};
}

TEST(FullDiskTest, changes_are_refused_until_there_is_room) {
  const testing::TemporaryDirectory directory;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  constexpr int cannot_mount = 77;
  const auto child = ::fork();
  if (child == 0) {
    auto text = mount_small(directory.path(), 6 << 20);
    const bool mounted = text.empty();
    if (mounted) text = fill_and_free(directory.path());
    const auto written = ::write(ends[1], text.data(), text.size());
    ::_exit(written < 0 ? 1 : !mounted ? cannot_mount : text.empty() ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text(4096, '\0');
  const auto size = ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == cannot_mount) {
    GTEST_SKIP() << "a small file system cannot be mounted here: " << text;
  }
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0)
      << text << " (status " << status << ")";
}

}  // namespace
}  // namespace zonecast::store::recovery
