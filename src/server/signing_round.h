// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions with signed transfers that can be written to at the same time make their messages in
// step, so that the MACs are computed together. Inside a transfer each MAC covers the one before
// (RFC 8945 section 5.3.1), so this is the only way to compute several at once. A reader who takes
// nothing cannot be written to and has no part in it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "server/mac_chooser.h"
#include "server/server.h"
#include "server/signing_pool.h"

namespace zonecast::server {

/// What one worker signs with. One thread.
class SigningRound {
 public:
  SigningRound(MacChooser& chooser, SigningPool& pool, ServerTotals& totals);

  /// How many more sessions it takes now.
  std::size_t room() const;
  /// Own sessions join, no more than there is room for. False when they were lent to the round of
  /// another worker instead: they will be given back, and are not to be touched until then.
  bool join(std::span<Signing* const> own);
  bool is_under_way() const { return !own_.empty() || !guests_.empty(); }
  /// Makes messages for a while. Own sessions that have all that a write takes are appended to
  /// `made`, guests are given back.
  void turn(std::vector<Signing*>& made);
  /// No more turns: guests are given back as they are, own sessions forgotten.
  void end();

 private:
  struct Step {
    StreamSession* session = nullptr;
    dns::MacJob job;
  };

  template <typename Made>
  void begin_step(std::vector<Signing*>& signing, Made made);
  void sign(std::span<Step> steps);
  void sign_alike(std::span<Step> steps);
  bool compute_in_lanes(std::span<dns::MacJob* const> jobs);

  MacChooser& chooser_;
  SigningPool& pool_;
  ServerTotals& totals_;
  std::unique_ptr<dns::MacLanes> lanes_;
  bool lanes_failed_ = false;
  bool is_open_ = false;          // it is the pool's open round
  std::vector<Signing*> own_;     // that have messages to make
  std::vector<Signing*> guests_;  // lent by others
  std::vector<Step> steps_;
  std::vector<dns::MacJob*> jobs_;
};

}  // namespace zonecast::server
