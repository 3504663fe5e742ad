// SPDX-License-Identifier: GPL-3.0-or-later
// Ours: what each secondary has, and NOTIFY by hand.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response zone_status(const Services& services, const http::Request& request,
                           const Route& route);
http::Response notify_zone(const Services& services, const http::Request& request,
                           const Route& route);
http::Response notify_all(const Services& services);

}  // namespace zonecast::api::v1
