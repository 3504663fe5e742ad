// SPDX-License-Identifier: GPL-3.0-or-later
// Import and export of zone files, over the same committer as every other change.
#pragma once

#include "control/imports.h"
#include "control/zone_service.h"

namespace zonecast::control {

/// Thread-safe.
class ImportService final : public Imports {
 public:
  ImportService(const base::Clock& clock, ZoneService& zones, ZoneDirectory& directory,
                Committer& committer)
      : clock_(clock), zones_(zones), directory_(directory), committer_(committer) {}

  std::unique_ptr<ImportSession> begin(ImportOptions options) override;
  std::vector<Result<ImportSession::Imported>> import_many(std::vector<Item> items,
                                                           const Request& request) override;
  /// A linked zone gets its target's contents.
  Result<ImportSession::Imported> mirror(const std::string& name, const dns::Name& apex,
                                         zone::ZoneVersionRef contents, const Request& request) {
    return collect(*submit({name, apex, std::nullopt, true}, std::move(contents), request));
  }
  std::function<bool(std::string&)> export_text(const ZoneState& zone) const override;

 private:
  friend class ZoneFileSession;
  using Future = std::future<Result<std::optional<Committed>>>;
  /// A parsed zone on its way through the committer.
  struct Underway;
  std::shared_ptr<Underway> submit(const ImportOptions& options, zone::ZoneVersionRef parsed,
                                   const Request& request);
  Result<ImportSession::Imported> collect(Underway& underway) const;

  const base::Clock& clock_;
  ZoneService& zones_;
  ZoneDirectory& directory_;
  Committer& committer_;
};

}  // namespace zonecast::control
