// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/search, /v1/dns/zone/search and /v1/dns/record/search.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

inline constexpr std::size_t search_hits_default = 100;
inline constexpr std::size_t search_hits_max = 10'000;

/// A flat array, as the older clients want it.
http::Response search(const Services& services, const http::Request& request);
/// {next, limit, total_results, results}
http::Response search_zones(const Services& services, const http::Request& request);
http::Response search_records(const Services& services, const http::Request& request);

}  // namespace zonecast::api::v1
