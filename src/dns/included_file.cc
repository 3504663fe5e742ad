// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/included_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace zonecast::dns {

namespace {

std::string said_by_system(int error) {
  if (error == ELOOP || error == ENOTDIR)
    return "it is reached through a symbolic link, or not at all";
  return std::strerror(error);  // NOLINT(concurrency-mt-unsafe): glibc's is safe for known numbers
}

}  // namespace

// One component at a time, each without following a link, so that nothing can be swapped in
// between.
base::Result<base::FileDescriptor> open_below(const std::string& folder, std::string_view path) {
  const auto refuse = [path](const std::string& reason) {
    return base::failure("$INCLUDE " + std::string(path) + ": " + reason);
  };
  if (path.empty() || path.find('\0') != path.npos) return refuse("it is not a file name");
  if (path.front() == '/') return refuse("it is not below the folder of the zone file");
  base::FileDescriptor at(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!at) return refuse(said_by_system(errno));
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string component(path.substr(0, slash));
    path.remove_prefix(slash == path.npos ? path.size() : slash + 1);
    if (component == "..") return refuse("it is not below the folder of the zone file");
    const bool last = path.empty();
    if (component.empty() || component == ".") {
      if (last) return refuse("it is not a file");
      continue;
    }
    // Without waiting for a writer, should it be a pipe.
    const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (last ? O_NONBLOCK : O_DIRECTORY);
    base::FileDescriptor next(::openat(at.get(), component.c_str(), flags));
    if (!next) return refuse(said_by_system(errno));
    at = std::move(next);
    if (last) break;
  }
  struct stat status{};
  if (::fstat(at.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return refuse("it is not a file");
  return at;
}

}  // namespace zonecast::dns
