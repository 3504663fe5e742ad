// SPDX-License-Identifier: GPL-3.0-or-later
// What the database needs besides commits: its log copied, images made anew, what is too old
// removed. Every step is a short transaction of its own, so that a commit waits for one step at
// most, and leaves the database whole, so that the process may die between any two.
#pragma once

#include "store/embedded/database.h"

namespace zonecast::store {

/// One thread.
class Upkeep {
 public:
  explicit Upkeep(Database& database) : database_(database) {}
  /// Does one piece of work; returns whether there was any. Throws SqlFailure.
  bool run();

 private:
  bool probe();
  bool tend_touched_zones();
  bool tend(ZoneId zone);
  void refresh_image(ZoneId zone);
  bool trim_history(ZoneId zone, std::uint64_t octets_max, std::uint64_t version_min);
  bool trim_aged();
  bool trim_front();
  bool drop_chunks();
  bool forget_requests();
  bool forget_activity();

  Database& database_;
  Position aged_ = 0;  // up to here nothing older than the retention's days is kept
};

}  // namespace zonecast::store
