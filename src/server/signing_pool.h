// SPDX-License-Identifier: GPL-3.0-or-later
// Where workers meet who sign at the same time. One of them has the open round; the others may lend
// it their sessions, so that the MACs of all are computed together. Nobody waits: a worker that has
// lent its sessions goes on with others and gets them back when their messages are made.
#pragma once

#include <atomic>
#include <mutex>
#include <span>
#include <vector>

#include "dns/mac_choice.h"
#include "server/stream_session.h"

namespace zonecast::server {

/// A session with signed messages to make.
class Signing {
 public:
  virtual ~Signing() = default;
  virtual StreamSession& session() = 0;
  /// In the thread of the round that it was lent to, which is done with it.
  virtual void give_back() = 0;
};

/// Thread-safe; a lock is held for as long as it takes to move a few pointers.
class SigningPool {
 public:
  /// True when the round of `own` sessions is now the open one; it is until close().
  bool open(std::size_t own);
  /// True when the open round will have them: they are not to be touched until given back.
  bool lend(std::span<Signing* const> signing, const dns::MacChoice& choice);
  /// By the open round, which has `own` sessions: appends what was lent since the last time to its
  /// guests.
  void take(std::vector<Signing*>& guests, std::size_t own);
  /// By the open round. Not while there is what was lent and not yet taken: then false.
  bool close();

 private:
  std::mutex mutex_;
  bool is_open_ = false;
  std::vector<Signing*> lent_;         // not yet taken
  std::atomic<std::size_t> count_{0};  // of sessions in the open round, as last taken
  std::atomic<bool> has_lent_{false};  // so that take() seldom locks
};

}  // namespace zonecast::server
