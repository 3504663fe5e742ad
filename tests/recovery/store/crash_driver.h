// SPDX-License-Identifier: GPL-3.0-or-later
// The process that is to be killed: it carries out a workload and says on standard output, commit
// by commit, what has been acknowledged.
#pragma once

#include <cstdint>
#include <string>

namespace zonecast::store::recovery {

/// Runs in the child: the exit status of the process.
int drive(const std::string& directory, std::uint64_t seed, int steps);

/// What became of a child.
struct DriverEnd {
  int acknowledged = 0;   // steps
  bool killed = false;    // by the failpoint; else it came to its end
  std::string complaint;  // not empty: it met what should not be
};

/// Starts this program again as the driver, with ZONECAST_FAILPOINT set to `failpoint`, and waits
/// for its end.
DriverEnd run_driver(const std::string& directory, std::uint64_t seed, int steps,
                     const std::string& failpoint);

}  // namespace zonecast::store::recovery
