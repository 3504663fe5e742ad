// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/mac_chooser.h"

#include "dns/mac_trial.h"

namespace zonecast::server {

DecideMacs decide_macs_by_trial(const base::Clock& clock, base::Log& log) {
  const auto absence_told = std::make_shared<std::atomic<bool>>(false);
  return [&clock, &log, absence_told](dns::TsigAlgorithm algorithm) -> dns::MacChoice {
    const auto lanes = dns::MacLanes::open();
    if (!lanes) {
      if (!absence_told->exchange(true)) {
        log.info("signatures are not hashed together", {{"reason", lanes.error().message}});
      }
      return {};
    }
    for (const auto way : dns::lane_ways) {
      if (!(*lanes)->has(way)) continue;
      const auto right = dns::test_macs(
          [&](std::span<dns::MacJob* const> jobs) { return (*lanes)->compute(way, jobs); },
          algorithm);
      if (right) continue;
      log.warning("signatures are not hashed together",
                  {{"lanes", to_text(way)}, {"reason", right.error().message}});
      return {};
    }
    const auto costs = dns::measure_macs(**lanes, algorithm, clock);
    const dns::MacChoice choice(costs);
    log.info("signatures hashed together", {{"algorithm", to_text(algorithm)},
                                            {"lanes", choice.to_text()},
                                            {"ns_each", to_text(costs)}});
    return choice;
  };
}

MacChooser::MacChooser(DecideMacs decide) : decide_(std::move(decide)) {
  auto& md5 = decisions_[static_cast<std::size_t>(dns::TsigAlgorithm::hmac_md5)];
  md5.begun = true;  // no lane computes it
  md5.made = true;
}

MacChooser::~MacChooser() {
  for (auto& thread : threads_) thread.join();
}

const dns::MacChoice* MacChooser::choice(dns::TsigAlgorithm algorithm) {
  Decision& decision = decisions_[static_cast<std::size_t>(algorithm)];
  if (decision.made.load(std::memory_order_acquire)) return &decision.choice;
  if (!decision.begun.load(std::memory_order_relaxed) && !decision.begun.exchange(true)) {
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this, &decision, algorithm] {
      decision.choice = decide_(algorithm);
      decision.made.store(true, std::memory_order_release);
    });
  }
  return nullptr;
}

}  // namespace zonecast::server
