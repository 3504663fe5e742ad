// SPDX-License-Identifier: GPL-3.0-or-later
// The zones as a client sees them: table and views together.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "access/decision.h"
#include "access/published_views.h"
#include "publication/zone_table.h"

namespace zonecast::publication {

/// One thread: it keeps the current views at hand, so that a look-up takes no lock for them. What
/// it gives is what table and views were at one moment: a zone that is published with its views is
/// never seen without them.
class ZoneFinder {
 public:
  ZoneFinder(const ZoneTable& table, const access::PublishedViews& views)
      : table_(table), published_(views), views_(views.current()) {}

  /// The zone of this apex that the client sees; null when it sees none.
  PublishedZoneRef find(dns::NameView apex, const access::Client& client);

  struct Closest {
    PublishedZoneRef zone;
    /// Without a zone, why the closest that is there was passed over: no_zone when none is.
    access::Rule hidden_by = access::Rule::no_zone;
  };
  /// As ZoneTable::closest(), among the zones that the client sees: to it others do not exist.
  Closest closest(dns::NameView qname, const access::Client& client, bool above_cut = false);

  struct Ruling {
    access::Decision decision;  // `view` lives until the next call
    PublishedZoneRef zone;      // that the client sees; null: none
  };
  /// access::decide() for the zones of this apex.
  Ruling decide(access::Operation operation, dns::NameView apex, const access::Client& client,
                dns::TsigError tsig = dns::TsigError::none);

  /// Of zones of this apex, seen or not, with the row of each that is this client's; where no zone
  /// has one and the zone is the only one, that with -1. What was refused is kept there.
  std::vector<std::pair<PublishedZoneRef, int>> concerned(dns::NameView apex,
                                                          const access::Client& client) const;

 private:
  template <typename Read>
  auto settled(Read read);

  const ZoneTable& table_;
  const access::PublishedViews& published_;
  std::shared_ptr<const access::Views> views_;
  std::uint64_t number_ = UINT64_MAX;
};

}  // namespace zonecast::publication
