// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/mac_choice.h"

#include <algorithm>
#include <iterator>

namespace zonecast::dns {

namespace {

/// Between the numbers measured, a straight line.
MacCosts::Time time_of(const MacCosts::Lanes& measured, std::size_t count) {
  std::size_t above = 0;
  while (MacCosts::counts[above] < count) ++above;
  if (MacCosts::counts[above] == count) return measured[above];
  const std::size_t from = MacCosts::counts[above - 1];
  const std::size_t to = MacCosts::counts[above];
  const auto rise = measured[above] - measured[above - 1];
  return measured[above - 1] +
         rise * static_cast<std::int64_t>(count - from) / static_cast<std::int64_t>(to - from);
}

}  // namespace

std::string to_text(const MacCosts& costs) {
  std::string text = "openssl " + std::to_string(costs.openssl.count());
  for (std::size_t i = 0; i < std::size(lane_ways); ++i) {
    if (!costs.lanes[i]) continue;
    char before = ' ';
    text += ", ";
    text += to_text(lane_ways[i]);
    for (std::size_t k = 0; k < std::size(MacCosts::counts); ++k) {
      const auto count = static_cast<std::int64_t>(MacCosts::counts[k]);
      text += before + std::to_string((*costs.lanes[i])[k].count() / count);
      before = '/';
    }
  }
  return text;
}

MacChoice::MacChoice(const MacCosts& costs) {
  times_[1] = costs.openssl;
  for (std::size_t count = 2; count <= lanes_max; ++count) {
    const auto alone = costs.openssl * static_cast<std::int64_t>(count);
    times_[count] = alone;
    auto best = alone * 9 / 10;
    for (std::size_t i = 0; i < std::size(lane_ways); ++i) {
      if (!costs.lanes[i]) continue;
      const auto time = time_of(*costs.lanes[i], count);
      if (time >= best) continue;
      best = times_[count] = time;
      ways_[count] = lane_ways[i];
    }
  }
}

bool MacChoice::uses_lanes() const {
  return std::ranges::any_of(ways_, [](MacWay way) { return way != MacWay::openssl; });
}

MacCosts::Time MacChoice::time(std::size_t count) const {
  return times_[lanes_max] * static_cast<std::int64_t>(count / lanes_max) +
         times_[count % lanes_max];
}

bool MacChoice::joining_pays(std::size_t some, std::size_t others) const {
  return uses_lanes() && time(some + others) * 5 <= (time(some) + time(others)) * 4;
}

std::string MacChoice::to_text() const {
  std::string text;
  for (std::size_t from = 2; from <= lanes_max;) {
    std::size_t to = from;
    while (to < lanes_max && ways_[to + 1] == ways_[from]) ++to;
    if (ways_[from] != MacWay::openssl) {
      if (!text.empty()) text += ", ";
      text += std::to_string(from);
      if (to > from) text += "-" + std::to_string(to);
      text += " ";
      text += dns::to_text(ways_[from]);
    }
    from = to + 1;
  }
  return text.empty() ? "openssl" : text;
}

}  // namespace zonecast::dns
