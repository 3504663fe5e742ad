// SPDX-License-Identifier: GPL-3.0-or-later
// What is to change in a zone, not yet tied to a serial.
#pragma once

#include <vector>

#include "dns/record.h"
#include "zone/zone_version.h"

namespace zonecast::zone {

/// RRs to delete and RRs to add, not yet tied to a serial. SOA never among them. A record that
/// differs in TTL or letter case only is a deletion and an addition.
struct ZoneChange {
  std::vector<dns::Record> deletions;
  std::vector<dns::Record> additions;
  bool empty() const { return deletions.empty() && additions.empty(); }
};

/// What changes `from` into `to`, SOA aside, in canonical order. Skips blocks the two share. Both
/// have the same apex.
ZoneChange difference_between(const ZoneVersion& from, const ZoneVersion& to);

/// The change to commit when `requested` is asked for on `base`. Deletions match without regard to
/// TTL and letter case and become the records that are there. Additions take the spelling their
/// owner has, unless nothing else of it stays; an addition that is there already is dropped, and
/// one that differs in TTL or letter case only replaces what is there. A record both deleted and
/// added is left alone. What is asked for but cannot be done (a deletion of what is absent) stays,
/// for validate_change() to refuse.
ZoneChange exact_change(const ZoneVersion& base, const ZoneChange& requested);

}  // namespace zonecast::zone
