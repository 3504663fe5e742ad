// SPDX-License-Identifier: GPL-3.0-or-later
// What zones were: their versions with author and comment, the contents of each as far back as
// history is kept, and the way back.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "control/difference_excerpt.h"
#include "control/problem.h"
#include "control/zones.h"

namespace zonecast::control {

/// One version of a zone: what the change that made it did.
struct PastVersion {
  std::string id;  // of the change, as its answer had it
  std::uint64_t version = 0;
  std::string kind;  // "create", "change", "replace", "settings"
  std::optional<dns::Serial> serial_from, serial;
  std::uint32_t deleted = 0, added = 0;
  std::string author, comment;
  std::int64_t at = 0;                // Unix seconds
  std::optional<std::string> before;  // id of the version before, when its line is kept
  bool is_restorable = false;         // its contents can be read again
  /// Where the change set them and history has them still. Keys by name only.
  std::shared_ptr<const model::ZoneSettings> settings_before, settings_after;
};

/// How long history is kept; the same for every zone.
struct KeptHistory {
  std::uint32_t days = 0;
  std::uint32_t versions = 0;
  std::uint64_t octets_max = 0;
};

/// Thread-safe; calls may block on the disk. A zone is named as in Zones.
class Histories {
 public:
  virtual ~Histories() = default;

  virtual KeptHistory kept() const = 0;

  struct Page {
    std::vector<PastVersion> versions;
    bool more = false;
  };
  /// Newest first; `before`: older than the version with this id (empty: from the newest on).
  virtual Result<Page> list(const std::string& zone, const std::string& before,
                            std::size_t count_max) const = 0;

  struct Shown {
    PastVersion version;
    /// Nothing: not kept any more.
    std::optional<DifferenceExcerpt> difference;
  };
  virtual Result<Shown> get(const std::string& zone, const std::string& id,
                            std::size_t records_max) const = 0;

  struct Contents {
    PastVersion version;
    zone::ZoneVersionRef contents;
  };
  /// The contents at that version, worked out from the current ones backwards.
  virtual Result<Contents> contents(const std::string& zone, const std::string& id) const = 0;

  /// What leads from one version to another; `to` empty: the current one.
  virtual Result<DifferenceExcerpt> compare(const std::string& zone, const std::string& from,
                                            const std::string& to,
                                            std::size_t records_max) const = 0;

  /// The contents of that version once more, as a new change with a new serial.
  virtual Result<Change> restore(const std::string& zone, const std::string& id,
                                 const Request& request) = 0;
};

}  // namespace zonecast::control
