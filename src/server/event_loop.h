// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

#include "base/file_descriptor.h"

namespace zonecast::server {

/// Something with a file descriptor that an event loop watches.
class Watched {
 public:
  virtual ~Watched() = default;
  /// `events` as epoll gives them.
  virtual void ready(std::uint32_t events) = 0;
};

/// epoll, level-triggered: what is still ready gets its next turn in the next round, after
/// everybody else had theirs. One thread, wake() excepted.
class EventLoop {
 public:
  EventLoop();

  bool ok() const { return static_cast<bool>(epoll_) && static_cast<bool>(wake_); }
  /// False when the kernel refuses (out of watches or memory). `watched` must outlive the round in
  /// which its descriptor is closed.
  bool watch(int fd, std::uint32_t events, Watched& watched);
  void change(int fd, std::uint32_t events, Watched& watched);
  /// One round: waits for at most `timeout`, then gives everybody who is ready one turn.
  void turn(std::chrono::milliseconds timeout);
  /// Ends the wait of the round at hand. From any thread.
  void wake();

 private:
  static constexpr int events_per_turn = 256;

  base::FileDescriptor epoll_;
  base::FileDescriptor wake_;
};

}  // namespace zonecast::server
