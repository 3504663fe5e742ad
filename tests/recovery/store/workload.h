// SPDX-License-Identifier: GPL-3.0-or-later
// A random but repeatable series of batches: everything that a store is asked to write.
#pragma once

#include <random>

#include "store/embedded/tuning.h"
#include "store/model_store.h"

namespace zonecast::store::recovery {

/// Small bounds, so that a short run refreshes images, trims and checkpoints.
Tuning small_tuning();

class Workload {
 public:
  /// Some zones are large enough for an image of several chunks, unless they are to be small.
  enum class Zones { small, any };
  explicit Workload(std::uint64_t seed, Zones zones = Zones::any) : random_(seed), zones_(zones) {}

  struct Step {
    std::vector<Transaction> batch;
    std::vector<Outcome> outcomes;  // as they must be
    bool prepare = false;           // large contents ahead of the commit
    bool maintain = false;          // upkeep until idle after it
  };
  /// The next step; model() then is what it leads to.
  Step next();
  /// A single change of a zone that is there.
  Transaction next_change();
  const ModelStore& model() const { return model_; }

 private:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  bool chance(std::uint32_t one_in) { return below(one_in) == 0; }
  ModelZone& any_zone();
  void add(Step& step, Transaction transaction);
  void add_transaction(Step& step);
  void create_zone(Step& step);
  void change_zone(Step& step);
  void change_settings(Step& step);
  void replace_zone(Step& step);
  void remove_zone(Step& step);
  void change_keys(Step& step);
  void repeat_request(Step& step);
  void conflict(Step& step);
  testing::Hosts some_hosts();

  std::mt19937_64 random_;
  const Zones zones_;
  ModelStore model_;
  std::uint64_t zones_made_ = 0;
  std::uint64_t requests_made_ = 0;
};

}  // namespace zonecast::store::recovery
