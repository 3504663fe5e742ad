// SPDX-License-Identifier: GPL-3.0-or-later
// The one place that knows how an immutable value is swapped under its readers.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace zonecast::base {

/// Holds the current `const T`. Readers take a reference and keep it as long as they like; a writer
/// replaces it. Thread-safe. A mutex held for a pointer copy: libstdc++ 12's atomic<shared_ptr> has
/// no annotations for the thread sanitizer.
template <typename T>
class Published {
 public:
  Published() = default;
  explicit Published(std::shared_ptr<const T> first) : current_(std::move(first)) {}

  std::shared_ptr<const T> current() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  void publish(std::shared_ptr<const T> next) {
    const std::lock_guard lock(mutex_);
    current_.swap(next);
  }  // the old value, if this was the last reference, goes after the lock

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> current_;
};

}  // namespace zonecast::base
