// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/admin_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "base/bytes.h"
#include "base/file_descriptor.h"

namespace zonecast::app {

base::Result<std::string> admin_key(const std::string& data_directory, base::Random& random) {
  if (const char* given = std::getenv("ZONECAST_ADMIN_KEY"); given != nullptr && *given != '\0')
    return given;
  const auto path = data_directory + "/admin.key";
  if (std::ifstream file(path); file) {
    std::string key;
    std::getline(file, key);
    if (key.empty()) return base::failure(path + " is empty: delete it to have a new key made");
    return key;
  }
  if (errno != ENOENT) return base::failure(path + ": " + std::strerror(errno));
  std::uint8_t octets[20];
  random.fill(octets);
  const auto key = "zck_" + base::to_hex(octets);
  const base::FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const auto line = key + "\n";
  if (!file || ::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
      ::fsync(file.get()) != 0) {
    return base::failure(path + ": " + std::strerror(errno));
  }
  return key;
}

}  // namespace zonecast::app
