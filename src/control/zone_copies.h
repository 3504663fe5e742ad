// SPDX-License-Identifier: GPL-3.0-or-later
// Contents of a zone that are set aside under a number, to be made the live ones later. One number
// is that of the live contents.
#pragma once

#include <string>
#include <vector>

#include "control/problem.h"
#include "control/zones.h"

namespace zonecast::control {

struct ZoneCopy {
  std::uint32_t number = 0;
  std::string name;
  bool is_live = false;
  std::int64_t created_at = 0;               // Unix seconds
  std::optional<std::int64_t> activated_at;  // when it became the live one, the last time
};

/// Thread-safe; calls may block on the disk. A zone is named as in Zones.
class ZoneCopies {
 public:
  static constexpr std::size_t aside_max = 3;  // of one zone, beside the live one

  virtual ~ZoneCopies() = default;
  /// By number; the live one is always among them.
  virtual Result<std::vector<ZoneCopy>> list(const std::string& zone) const = 0;

  enum class WhenFull { refuse, replace_oldest };
  /// Sets the contents aside as they are. `name` empty: its number.
  virtual Result<ZoneCopy> add(const std::string& zone, const std::string& name, WhenFull when_full,
                               const Request& request) = 0;
  /// Makes the copy the live contents by an ordinary change, which secondaries get as any other,
  /// and sets the present contents aside in its place.
  virtual Result<ZoneCopy> activate(const std::string& zone, std::uint32_t number,
                                    const Request& request) = 0;
  virtual Result<void> remove(const std::string& zone, std::uint32_t number,
                              const Request& request) = 0;
};

}  // namespace zonecast::control
