// SPDX-License-Identifier: GPL-3.0-or-later
// The contents of one zone as those of another: what a zone file with relative names would be below
// another $ORIGIN.
#pragma once

#include "zone/zone_builder.h"
#include "zone/zone_version.h"

namespace zonecast::zone {

/// `name` with `to` in the place of `from` when it is within `from`, else as it is; an error when
/// it would be too long.
base::Result<dns::Name> rerooted(dns::NameView name, dns::NameView from, dns::NameView to);

/// Owner names and the names in RDATA that are within the source's apex move below `apex`. Records
/// of DNSSEC stay behind: they are bound to the old names.
base::Result<ZoneVersion, ContentsError> rerooted(const ZoneVersion& source, dns::NameView apex);

}  // namespace zonecast::zone
