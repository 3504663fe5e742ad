// SPDX-License-Identifier: GPL-3.0-or-later
// History over the store's change log.
#pragma once

#include "base/clock.h"
#include "control/committer.h"
#include "control/histories.h"

namespace zonecast::control {

/// Thread-safe.
class HistoryService final : public Histories {
 public:
  HistoryService(const base::Clock& clock, ZoneDirectory& directory, Committer& committer,
                 store::Store& store)
      : clock_(clock), directory_(directory), committer_(committer), store_(store) {}

  KeptHistory kept() const override;
  Result<Page> list(const std::string& zone, const std::string& before,
                    std::size_t count_max) const override;
  Result<Shown> get(const std::string& zone, const std::string& id,
                    std::size_t records_max) const override;
  Result<Contents> contents(const std::string& zone, const std::string& id) const override;
  Result<DifferenceExcerpt> compare(const std::string& zone, const std::string& from,
                                    const std::string& to, std::size_t records_max) const override;
  Result<Change> restore(const std::string& zone, const std::string& id,
                         const Request& request) override;

 private:
  Result<PastVersion> find(const ZoneHead& head, const std::string& id) const;
  Result<zone::ZoneVersionRef> contents_at(const ZoneHead& head, std::uint64_t version) const;

  const base::Clock& clock_;
  ZoneDirectory& directory_;
  Committer& committer_;
  store::Store& store_;
};

}  // namespace zonecast::control
