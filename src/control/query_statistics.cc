// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/query_statistics.h"

#include <algorithm>

namespace zonecast::control {
namespace {

constexpr auto interval = std::chrono::seconds(10);

}  // namespace

void QueryStatistics::Counts::add(std::int64_t now, std::uint64_t count) {
  seconds.add(now, count);
  hour.add(now, count);
  day.add(now, count);
  month.add(now, count);
}

void QueryStatistics::start(Take take) {
  {
    const std::lock_guard lock(mutex_);
    take_ = std::move(take);
  }
  thread_ = std::thread([this] {
    while (true) {
      {
        std::unique_lock lock(mutex_);
        if (wake_.wait_for(lock, interval, [this] { return stopping_; })) return;
      }
      collect();
    }
  });
}

void QueryStatistics::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    take_ = nullptr;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void QueryStatistics::collect() {
  const auto now = clock_.unix_seconds();
  const std::lock_guard lock(mutex_);
  if (!take_) return;
  for (const auto& [zone_id, count] : take_()) {
    all_.add(now, count);
    zones_[zone_id].add(now, count);
  }
}

void QueryStatistics::forget(std::uint64_t zone_id) {
  const std::lock_guard lock(mutex_);
  zones_.erase(zone_id);
}

const QueryStatistics::Counts* QueryStatistics::find(std::optional<std::uint64_t> zone_id) const {
  if (!zone_id) return &all_;
  const auto found = zones_.find(*zone_id);
  return found == zones_.end() ? nullptr : &found->second;
}

double QueryStatistics::rate(std::optional<std::uint64_t> zone_id) {
  collect();
  const auto now = clock_.unix_seconds();
  const std::lock_guard lock(mutex_);
  const auto* counts = find(zone_id);
  if (counts == nullptr) return 0;
  auto graph = counts->seconds.graph(now);
  graph.pop_back();  // still running
  std::uint64_t sum = 0;
  for (const auto& [at, count] : graph) sum += count;
  return static_cast<double>(sum) / 60.0;
}

QueryStatistics::Usage QueryStatistics::usage(std::optional<std::uint64_t> zone_id, Period period) {
  collect();
  const auto now = clock_.unix_seconds();
  const std::lock_guard lock(mutex_);
  static const Counts none;
  const auto* found = find(zone_id);
  const auto& counts = found != nullptr ? *found : none;
  Usage out;
  out.graph = period == Period::hour  ? counts.hour.graph(now)
              : period == Period::day ? counts.day.graph(now)
                                      : counts.month.graph(now);
  for (const auto& [at, count] : out.graph) out.queries += count;
  return out;
}

}  // namespace zonecast::control
