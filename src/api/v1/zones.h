// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/zones and /v1/zones/{zone}.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

// Zones of the list, records of a zone, where nothing is asked. What is asked may be more: the
// answer is made as it goes out.
inline constexpr std::size_t page_size_default = 100'000;
inline constexpr std::size_t page_size_max = 1'000'000'000;

http::Response list_zones(const Services& services, const http::Request& request);
http::Response get_zone(const Services& services, const http::Request& request, const Route& route);
http::Response create_zone(const Services& services, const http::Request& request,
                           const Route& route);
http::Response update_zone(const Services& services, const http::Request& request,
                           const Route& route);
http::Response delete_zone(const Services& services, const http::Request& request,
                           const Route& route);

/// requester() with the answer to keep under an Idempotency-Key: the zone without its records and
/// without secrets.
control::Request zone_requester(const Services& services, const http::Request& request);

/// The zone with a page of its records, as every call on a zone answers. `extra`: further members,
/// each with a comma in front.
http::Response zone_answer(const Services& services, const http::Request& request,
                           const control::ZoneState& zone, const std::string& extra = {});

/// What a refused change of a zone is answered: 412 with the zone as it is now when a precondition
/// failed.
http::Response refused_change(const Services& services, const http::Request& request,
                              const std::string& zone, const control::Problem& problem);

}  // namespace zonecast::api::v1
