// SPDX-License-Identifier: GPL-3.0-or-later
// The differences that lead to the current version, without a gap, bounded by octets.
#pragma once

#include <optional>
#include <vector>

#include "zone/difference.h"

namespace zonecast::zone {

/// Immutable; the next one shares its differences. Thread-safe.
///
/// Histories of one zone stand in one array of which each sees a range, as slices do: the next one
/// is written behind the last, where no reader looks, and only now and then the array is copied.
class History {
 public:
  History() = default;
  /// With `next` at the end; drops from the front until at most `octets_max` remain. When `next`
  /// does not start where this ends, the result holds `next` alone (or nothing, when that is too
  /// large).
  History followed_by(DifferenceRef next, std::size_t octets_max) const;

  /// The differences from `serial` on, or nothing when history does not reach back to it. The span
  /// lives as long as this.
  std::optional<std::span<const DifferenceRef>> since(dns::Serial serial) const;
  std::optional<dns::Serial> oldest() const;
  std::size_t octets() const { return octets_; }
  std::size_t size() const { return end_ - begin_; }

 private:
  struct Shared;
  std::span<const DifferenceRef> differences() const;

  std::shared_ptr<Shared> shared_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t octets_ = 0;
};

}  // namespace zonecast::zone
