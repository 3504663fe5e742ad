// SPDX-License-Identifier: GPL-3.0-or-later
// What lies between two states of a zone, as history and dry runs show it.
#pragma once

#include "api/json/writer.h"
#include "control/difference_excerpt.h"
#include "model/zone_settings.h"

namespace zonecast::api::v1 {

/// The members `deleted`, `added` (records in presentation format), their counts, `cut` when there
/// are more than shown, and `soa` when it changes in more than its serial.
void write_difference_members(json::Writer& writer, const control::DifferenceExcerpt& difference);

/// The `settings` member, `{before, after}`; left out when neither is there. Keys by name, never
/// their secrets.
void write_settings_change(json::Writer& writer, const model::ZoneSettings* before,
                           const model::ZoneSettings* after);

/// "www.example.org. 300 IN A 192.0.2.1"
std::string record_line(const dns::RecordView& record);

}  // namespace zonecast::api::v1
