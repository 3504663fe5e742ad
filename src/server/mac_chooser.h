// SPDX-License-Identifier: GPL-3.0-or-later
// Who computes the MACs of signed transfers when several are in flight: decided for each algorithm
// the first time that there are, in a thread of its own. Until then OpenSSL does.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "dns/mac_choice.h"

namespace zonecast::server {

using DecideMacs = std::function<dns::MacChoice(dns::TsigAlgorithm)>;

/// By test and measurement on this processor, told in the log. Where lanes are missing, wrong or
/// slower it is OpenSSL. Both must outlive the function.
DecideMacs decide_macs_by_trial(const base::Clock& clock, base::Log& log);

/// Thread-safe.
class MacChooser {
 public:
  explicit MacChooser(DecideMacs decide);
  ~MacChooser();
  MacChooser(const MacChooser&) = delete;
  MacChooser& operator=(const MacChooser&) = delete;

  /// Null while nothing is decided; the first to ask has that begun. Never waits for it.
  const dns::MacChoice* choice(dns::TsigAlgorithm algorithm);

 private:
  struct Decision {
    std::atomic<bool> begun{false};
    std::atomic<bool> made{false};
    dns::MacChoice choice;  // written before `made`
  };

  DecideMacs decide_;
  std::array<Decision, dns::tsig_algorithm_count> decisions_;
  std::mutex mutex_;
  std::vector<std::thread> threads_;  // at most one for each algorithm
};

}  // namespace zonecast::server
