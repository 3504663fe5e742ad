// SPDX-License-Identifier: GPL-3.0-or-later
// Who computes so many MACs of one algorithm: decided by what was measured on this processor.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "dns/mac_lanes.h"

namespace zonecast::dns {

/// What was measured: the time of one message by OpenSSL, and of 1, 2, 4, 8 and 16 at once in
/// lanes.
struct MacCosts {
  using Time = std::chrono::nanoseconds;
  static constexpr std::size_t counts[] = {1, 2, 4, 8, 16};
  using Lanes = std::array<Time, std::size(counts)>;

  Time openssl{};
  std::array<std::optional<Lanes>, std::size(lane_ways)> lanes;  // in the order of lane_ways
};
/// Nanoseconds for each message: "openssl 5300, sse 5300/3500/3500/3500/3500, …".
std::string to_text(const MacCosts& costs);

class MacChoice {
 public:
  /// OpenSSL, however many there are.
  MacChoice() = default;
  /// The fastest way for each number; lanes must save a tenth of OpenSSL's time.
  explicit MacChoice(const MacCosts& costs);

  /// For `count` MACs at once, at most lanes_max.
  MacWay way(std::size_t count) const { return ways_[count]; }
  /// Whether lanes are used at all.
  bool uses_lanes() const;
  /// Whether it saves a fifth of the time to compute so many MACs together with so many others.
  bool joining_pays(std::size_t some, std::size_t others) const;
  /// "2-8 sse, 9-16 avx512"; "openssl" when that is all.
  std::string to_text() const;

 private:
  MacCosts::Time time(std::size_t count) const;

  std::array<MacWay, lanes_max + 1> ways_{};
  std::array<MacCosts::Time, lanes_max + 1> times_{};
};

}  // namespace zonecast::dns
