// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of configuration objects: one durable commit each, checked against what the changes
// before it leave behind. What the bodies mean is the business of the services built on this one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/committer.h"
#include "control/zones.h"

namespace zonecast::control {

/// What a change of configuration writes.
struct ConfigChange {
  std::vector<store::PutConfig> puts;
  std::vector<model::TsigKeyDocument> keys;
  std::vector<dns::Name> removed_keys;
  std::string result{};  // kept under the request's Idempotency-Key
};

/// Thread-safe; calls may block on the disk.
class ConfigService {
 public:
  ConfigService(const base::Clock& clock, const ConfigDirectory& configs, Committer& committer)
      : clock_(clock), configs_(configs), committer_(committer) {}

  const ConfigDirectory& directory() const { return configs_; }
  /// Decides on the writer's thread, where nothing else changes meanwhile: validation, uniqueness,
  /// expected versions and "who uses it" belong into `decide`. It must not block. Nothing decided:
  /// nothing to do. Answers the position of the commit.
  Result<std::optional<store::Position>> change(
      const Request& request,
      const std::function<Result<std::optional<ConfigChange>>(Heads&)>& decide);

 private:
  const base::Clock& clock_;
  const ConfigDirectory& configs_;
  Committer& committer_;
};

}  // namespace zonecast::control
