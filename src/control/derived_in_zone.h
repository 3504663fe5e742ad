// SPDX-License-Identifier: GPL-3.0-or-later
// The derived records of one zone, for whoever lists its records.
#pragma once

#include <map>
#include <vector>

#include "control/committer.h"
#include "control/derived_record.h"
#include "control/zones.h"

namespace zonecast::control {

/// As they were when it was made; of aliases those behind `after`.
class DerivedInZone {
 public:
  DerivedInZone(const ConfigDirectory& configs, std::string_view zone_public_id,
                const std::optional<RecordPosition>& after);

  /// In canonical order of their owners.
  const std::vector<DerivedRecord>& aliases() const { return aliases_; }
  /// What came of an ALIAS is no record of its own.
  bool hides(dns::NameView owner, dns::RrType type) const;
  /// The linked record; null when it is none.
  const DerivedRecord* link(dns::NameView owner, dns::RrType type) const;

 private:
  using Key = std::pair<std::string, dns::RrType>;  // owner in lower-case wire form
  static Key key_of(dns::NameView owner, dns::RrType type);
  std::vector<DerivedRecord> aliases_;
  std::map<Key, DerivedRecord> links_;
  std::map<Key, bool> alias_owners_;
};

/// Deletes all of the zone: for contents that are replaced as a whole.
std::vector<store::PutConfig> derived_records_of(const Heads& heads,
                                                 const model::ZoneSettings& settings);
/// The same for a zone that is deleted; an error when records of other zones are linked to its own.
Result<std::vector<store::PutConfig>> delete_derived_records(const Heads& heads,
                                                             const model::ZoneSettings& settings);

}  // namespace zonecast::control
