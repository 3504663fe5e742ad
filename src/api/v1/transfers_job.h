// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of outgoing transfers, given to many zones at once as a job: each zone stands and
// falls by itself.
#pragma once

#include "api/json/fields.h"
#include "api/v1/services.h"
#include "control/jobs.h"

namespace zonecast::api::v1 {

inline constexpr std::size_t transfers_zones_max = 100'000;
/// Zones whose settings before and after a dry run shows; the others are told by name.
inline constexpr std::size_t transfers_shown_max = 1'000;

/// `zones` (names) or `filter` ("*.example.org": a star stands for any text), `primary`, `dry_run`.
/// What is wrong with the request goes into the fields' problems; what is wrong with one zone, into
/// the job.
control::JobWork read_transfers_job(const Services& services, const http::Request& request,
                                    const json::Object& members, const json::Fields& body);

/// Whether a zone's name matches a filter.
bool matches_filter(std::string_view filter, std::string_view name);

}  // namespace zonecast::api::v1
