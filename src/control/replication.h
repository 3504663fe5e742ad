// SPDX-License-Identifier: GPL-3.0-or-later
// What operators ask about secondaries: send NOTIFY by hand, see status.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/problem.h"
#include "control/zones.h"
#include "secondaries/status_board.h"

namespace zonecast::control {

struct NotifyReport {
  std::string zone;
  std::size_t secondaries = 0;  // told
};

struct SecondaryReport {
  model::Secondary secondary;
  secondaries::SecondaryStatus status;
};

class Replication {
 public:
  virtual ~Replication() = default;
  /// NOTIFY to every secondary with notify on, of one zone or of all.
  virtual Result<NotifyReport> notify_zone(const std::string& zone) = 0;
  virtual Result<std::vector<NotifyReport>> notify_all() = 0;
  /// One entry per row of primary.secondaries, in order.
  virtual Result<std::vector<SecondaryReport>> status(const std::string& zone) const = 0;
};

}  // namespace zonecast::control
