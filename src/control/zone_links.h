// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps linked zones in step: what their target has, they have under their own apex. Each step is
// an ordinary commit by actor "link", worked out on a thread of its own, so that no writer waits
// for a large zone.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/log.h"
#include "control/import_service.h"

namespace zonecast::control {

class ZoneLinks {
 public:
  ZoneLinks(const ZoneDirectory& directory, ImportService& imports, base::Log& log)
      : directory_(directory), imports_(imports), log_(log) {}
  ~ZoneLinks() { stop(); }

  /// When all zones are there: those that are linked are compared with their targets once.
  void start();
  void stop();
  /// A zone's commit; null: it was not there before, or is no more. From the thread that follows
  /// commits.
  void zone_committed(const ZoneHeadRef& before, const ZoneHeadRef& after);

 private:
  void work();
  /// False: try again a little later.
  bool follow(const std::string& name);

  const ZoneDirectory& directory_;
  ImportService& imports_;
  base::Log& log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::set<std::string> due_;  // names of linked zones
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace zonecast::control
