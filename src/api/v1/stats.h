// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/stats/qps and /v1/stats/usage: how often zones are asked for.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

/// Of one zone when the route names one, else of all.
http::Response queries_per_second(const Services& services, const Route& route);
http::Response usage(const Services& services, const http::Request& request, const Route& route);

}  // namespace zonecast::api::v1
