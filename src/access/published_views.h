// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>

#include "access/views.h"
#include "base/published.h"

namespace zonecast::access {

/// The current Views. One writer; readers keep a reference and ask no more than the number whether
/// it still is the current one. Thread-safe.
class PublishedViews {
 public:
  PublishedViews() : views_(std::make_shared<const Views>()) {}

  std::shared_ptr<const Views> current() const { return views_.current(); }
  /// Moves with every publish(), behind it: who reads a number has its views, or later ones.
  std::uint64_t number() const { return number_.load(std::memory_order_acquire); }
  void publish(std::shared_ptr<const Views> next) {
    views_.publish(std::move(next));
    number_.fetch_add(1, std::memory_order_release);
  }

 private:
  base::Published<Views> views_;
  std::atomic<std::uint64_t> number_{0};
};

}  // namespace zonecast::access
