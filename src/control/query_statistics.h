// SPDX-License-Identifier: GPL-3.0-or-later
// How often each zone is asked for: rates and sums over an hour, a day and thirty days. Kept since
// the start, in memory; a zone that is never asked for takes none.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace zonecast::control {

/// Counts of the newest `size` spans of `width_s` seconds each.
template <std::size_t size, std::int64_t width_s>
class CountRing {
 public:
  void add(std::int64_t now, std::uint64_t count) {
    const auto span = now / width_s;
    roll(span);
    counts_[static_cast<std::size_t>(span % std::int64_t{size})] +=
        static_cast<std::uint32_t>(count);
  }
  /// Start of each span and its count, oldest first, the running one last.
  std::vector<std::pair<std::int64_t, std::uint64_t>> graph(std::int64_t now) const {
    std::vector<std::pair<std::int64_t, std::uint64_t>> out;
    const auto last = now / width_s;
    for (auto span = last - std::int64_t{size} + 1; span <= last; ++span) {
      const bool is_kept = span <= newest_ && span > newest_ - std::int64_t{size};
      out.emplace_back(span * width_s,
                       is_kept ? counts_[static_cast<std::size_t>(span % std::int64_t{size})] : 0);
    }
    return out;
  }

 private:
  void roll(std::int64_t span) {
    if (span <= newest_) return;
    const auto steps = std::min(span - newest_, std::int64_t{size});
    for (std::int64_t i = 0; i < steps; ++i)
      counts_[static_cast<std::size_t>((span - i) % std::int64_t{size})] = 0;
    newest_ = span;
  }
  std::int64_t newest_ = 0;
  std::array<std::uint32_t, size> counts_{};
};

/// Public calls are thread-safe.
class QueryStatistics {
 public:
  /// Queries by zone since it was asked last.
  using Take = std::function<std::vector<std::pair<std::uint64_t, std::uint64_t>>()>;
  enum class Period { hour, day, month };
  struct Usage {
    std::uint64_t queries = 0;
    std::vector<std::pair<std::int64_t, std::uint64_t>> graph;  // Unix time, queries
  };

  explicit QueryStatistics(const base::Clock& clock) : clock_(clock) {}
  ~QueryStatistics() { stop(); }
  /// Asks `take` every few seconds, and whenever figures are wanted.
  void start(Take take);
  void stop();

  /// Queries per second over the last whole minute; of all zones when none is named.
  double rate(std::optional<std::uint64_t> zone_id);
  Usage usage(std::optional<std::uint64_t> zone_id, Period period);
  void collect();
  void forget(std::uint64_t zone_id);

 private:
  struct Counts {
    CountRing<7, 10> seconds;
    CountRing<12, 300> hour;
    CountRing<24, 3600> day;
    CountRing<30, 86400> month;
    void add(std::int64_t now, std::uint64_t count);
  };
  const Counts* find(std::optional<std::uint64_t> zone_id) const;

  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  Take take_;
  Counts all_;
  std::unordered_map<std::uint64_t, Counts> zones_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace zonecast::control
