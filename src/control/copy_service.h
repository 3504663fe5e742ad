// SPDX-License-Identifier: GPL-3.0-or-later
// Copies of zones over committer and store.
#pragma once

#include "base/clock.h"
#include "control/committer.h"
#include "control/zone_copies.h"

namespace zonecast::control {

/// Thread-safe.
class CopyService final : public ZoneCopies {
 public:
  CopyService(const base::Clock& clock, ZoneDirectory& directory, Committer& committer,
              store::Store& store)
      : clock_(clock), directory_(directory), committer_(committer), store_(store) {}

  Result<std::vector<ZoneCopy>> list(const std::string& zone) const override;
  Result<ZoneCopy> add(const std::string& zone, const std::string& name, WhenFull when_full,
                       const Request& request) override;
  Result<ZoneCopy> activate(const std::string& zone, std::uint32_t number,
                            const Request& request) override;
  Result<void> remove(const std::string& zone, std::uint32_t number,
                      const Request& request) override;

 private:
  using Copies = std::vector<store::StoredCopy>;
  Result<Copies> copies_of(const ZoneHead& head) const;
  /// Runs `decide` with the zone and its copies as the commands before leave them.
  Result<void> change(const std::string& zone, const Request& request,
                      const std::function<Result<std::optional<Prepared>>(const ZoneHeadRef&,
                                                                          Copies, Heads&)>& decide);

  const base::Clock& clock_;
  ZoneDirectory& directory_;
  Committer& committer_;
  store::Store& store_;
};

}  // namespace zonecast::control
