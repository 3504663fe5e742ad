// SPDX-License-Identifier: GPL-3.0-or-later
// The differences that lead to the current version, without a gap, bounded by octets.
#pragma once

#include <optional>
#include <vector>

#include "zone/difference.h"

namespace zonecast::zone {

/// Immutable; the next one shares its differences.
class History {
 public:
  History() = default;
  /// With `next` at the end; drops from the front until at most `octets_max` remain. When `next` does
  /// not start where this ends, the result holds `next` alone.
  History followed_by(DifferenceRef next, std::size_t octets_max) const;

  /// The differences from `serial` on, or nothing when history does not reach back to it.
  std::optional<std::span<const DifferenceRef>> since(dns::Serial serial) const;
  std::optional<dns::Serial> oldest() const;
  std::size_t octets() const { return octets_; }
  std::size_t size() const { return differences_.size(); }

 private:
  std::vector<DifferenceRef> differences_;
  std::size_t octets_ = 0;
};

}  // namespace zonecast::zone
