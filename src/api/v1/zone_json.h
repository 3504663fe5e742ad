// SPDX-License-Identifier: GPL-3.0-or-later
// A zone as NS1's API shows it, and the body of a request that creates or changes one.
#pragma once

#include "api/json/fields.h"
#include "api/json/writer.h"
#include "api/v1/outgoing_transfers.h"
#include "control/zones.h"

namespace zonecast::api::v1 {

/// Reads what may be written of a zone; read-only and unknown members are passed over. `current`:
/// the zone as it is, null for a new one.
control::ZoneDraft read_zone(const json::Fields& body, const model::ZoneSettings* current,
                             const KeyLookup& key);

/// The members of an open object, `records` left to the caller.
void write_zone_members(json::Writer& writer, const control::ZoneState& zone, const ShownKeys& key);

/// Without final dot, as paths and bodies have it.
std::string name_text(dns::NameView name);

}  // namespace zonecast::api::v1
