// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/secrets_key_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <openssl/crypto.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file_descriptor.h"

namespace zonecast::store {

namespace {

constexpr std::size_t digits = 2 * SecretSeal::key_octets;

std::unexpected<base::Error> file_error(const std::string& path, const char* what) {
  return base::failure(
      fmt::format("secrets key {} cannot be {}: {}", path, what, std::strerror(errno)));
}

}  // namespace

base::Result<std::optional<SecretSeal::Key>> read_secrets_key(const std::string& path) {
  const base::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) {
    if (errno == ENOENT) return std::nullopt;
    return file_error(path, "read");
  }
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return file_error(path, "read");
  if (S_ISREG(status.st_mode) && (status.st_mode & S_IRWXO) != 0) {
    return base::failure(fmt::format(
        "secrets key {} is open to every user of this machine: chmod 600 {}", path, path));
  }
  // One octet more than belongs there, so that a longer file is noticed.
  std::string text(digits + 3, '\0');
  const auto size = ::read(file.get(), text.data(), text.size());
  if (size < 0) return file_error(path, "read");
  text.resize(static_cast<std::size_t>(size));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  auto octets = text.size() == digits ? base::from_hex(text) : std::nullopt;
  OPENSSL_cleanse(text.data(), text.size());
  if (!octets) {
    return base::failure(
        fmt::format("secrets key {} does not hold {} hex digits on one line", path, digits));
  }
  SecretSeal::Key key;
  std::copy(octets->begin(), octets->end(), key.begin());
  OPENSSL_cleanse(octets->data(), octets->size());
  return key;
}

base::Result<SecretSeal::Key> make_secrets_key(const std::string& path, base::Random& random) {
  SecretSeal::Key key;
  random.fill(key);
  const auto line = base::to_hex(key) + "\n";
  // Under another name until it is whole: a start that was cut short leaves no half of a key.
  const auto draft = path + ".new";
  if (::unlink(draft.c_str()) != 0 && errno != ENOENT) return file_error(draft, "replaced");
  const base::FileDescriptor file(
      ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file || ::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
      ::fsync(file.get()) != 0 || ::rename(draft.c_str(), path.c_str()) != 0) {
    return file_error(path, "written");
  }
  const auto parent = std::filesystem::path(path).parent_path();
  const base::FileDescriptor directory(
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || ::fsync(directory.get()) != 0) return file_error(path, "flushed");
  return key;
}

}  // namespace zonecast::store
