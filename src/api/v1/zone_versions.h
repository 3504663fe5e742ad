// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/zones/{zone}/versions: NS1's zone versions.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response list_zone_versions(const Services& services, const Route& route);
http::Response add_zone_version(const Services& services, const http::Request& request,
                                const Route& route);
http::Response activate_zone_version(const Services& services, const http::Request& request,
                                     const Route& route);
http::Response delete_zone_version(const Services& services, const http::Request& request,
                                   const Route& route);

}  // namespace zonecast::api::v1
