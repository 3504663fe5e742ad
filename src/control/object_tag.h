// SPDX-License-Identifier: GPL-3.0-or-later
// Tags by which preconditions tell one state of an object from another. A tag has no "-": what
// follows one in an ETag tells representations of one state apart.
#pragma once

#include <string>

#include "control/zones.h"

namespace zonecast::control {

/// "41.7": the zone's id, which no other zone ever has, and its version, which moves with every
/// change of settings, records or what is kept beside them.
std::string zone_tag(const ZoneState& zone);

/// A record has no version of its own; its tag is that of what it says, so a change elsewhere in
/// the zone does not move it.
std::string record_tag(const RecordState& record);

}  // namespace zonecast::control
