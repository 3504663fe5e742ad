// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/directory_lock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace zonecast::store {

namespace {

std::string holder_of(int fd) {
  std::array<char, 32> text{};
  const auto size = ::pread(fd, text.data(), text.size(), 0);
  std::string digits;
  for (ssize_t i = 0; i < size && text[i] >= '0' && text[i] <= '9'; ++i) digits += text[i];
  return digits.empty() ? "another process" : "process " + digits;
}

}  // namespace

base::Result<base::FileDescriptor> lock_directory(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0700) == 0) {
    // What is acknowledged in it must be found after a power cut; SQLite sees to the names of its
    // files.
    const auto parent = std::filesystem::path(directory).parent_path();
    const base::FileDescriptor fd(
        ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0) {
      return base::failure(
          fmt::format("{} cannot be flushed: {}", parent.string(), std::strerror(errno)));
    }
  } else if (errno != EEXIST) {
    return base::failure(
        fmt::format("data directory {} cannot be made: {}", directory, std::strerror(errno)));
  }
  const auto path = directory + "/lock";
  base::FileDescriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return base::failure(fmt::format("{} cannot be opened: {}", path, std::strerror(errno)));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) {
      return base::failure(fmt::format("{} cannot be locked: {}", path, std::strerror(errno)));
    }
    return base::failure(fmt::format(
        "data directory {} is in use by {}: stop that server, or give this one another directory",
        directory, holder_of(fd.get())));
  }
  // Only a hint for the sentence above: on a full disk the lock holds all the same.
  const auto pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(fd.get(), 0) != 0 || ::pwrite(fd.get(), pid.data(), pid.size(), 0) < 0) return fd;
  return fd;
}

}  // namespace zonecast::store
