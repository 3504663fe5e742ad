// SPDX-License-Identifier: GPL-3.0-or-later
// Import of zone files, streamed; export.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "control/problem.h"
#include "control/zones.h"

namespace zonecast::control {

struct ImportOptions {
  std::string name;  // zone name; empty: from the path
  dns::Name apex;
  std::optional<ZoneDraft> settings;  // of a zone that is new with this import
  bool mirrors = false;  // what a linked zone, which must be there, takes from its target
};

/// One upload. One thread; no lock is held between pieces.
class ImportSession {
 public:
  virtual ~ImportSession() = default;
  /// False after the first error; finish() then tells it.
  virtual bool feed(std::string_view text) = 0;
  struct Imported {
    ZoneState zone;
    std::optional<Change> change;  // nothing when the contents were equal
    bool created = false;
  };
  /// Commits. On an error nothing has changed; the problem names line and reason.
  virtual Result<Imported> finish(const Request& request) = 0;
};

class Imports {
 public:
  virtual ~Imports() = default;
  virtual std::unique_ptr<ImportSession> begin(ImportOptions options) = 0;

  /// Many zones at once: each parsed by itself, all committed in few transactions. Results in
  /// order.
  struct Item {
    ImportOptions options;
    std::string text;
  };
  virtual std::vector<Result<ImportSession::Imported>> import_many(std::vector<Item> items,
                                                                   const Request& request) = 0;

  /// The zone as a zone file, in pieces: SOA first, canonical order.
  virtual std::function<bool(std::string&)> export_text(const ZoneState& zone) const = 0;
};

}  // namespace zonecast::control
