// SPDX-License-Identifier: GPL-3.0-or-later
// Queries answered from each zone, as one worker counts them.
#pragma once

#include <cstdint>
#include <mutex>

#include <boost/unordered/unordered_flat_map.hpp>

namespace zonecast::server {

using QueriesByZone = boost::unordered_flat_map<std::uint64_t, std::uint64_t>;

/// The worker that owns it counts, anybody takes: the lock is free but for the moment of taking,
/// some ten nanoseconds a query. A zone nobody asks for costs nothing.
class QueryCounts {
 public:
  void add(std::uint64_t zone_id) {
    const std::lock_guard lock(mutex_);
    ++counts_[zone_id];
  }
  /// Adds what was counted since the last time to `into`.
  void take(QueriesByZone& into) {
    QueriesByZone taken;
    {
      const std::lock_guard lock(mutex_);
      taken.swap(counts_);
    }
    for (const auto& [zone_id, count] : taken) into[zone_id] += count;
  }

 private:
  std::mutex mutex_;
  QueriesByZone counts_;
};

}  // namespace zonecast::server
