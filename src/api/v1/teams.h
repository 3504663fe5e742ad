// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/account/teams.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response list_teams(const Services& services);
http::Response create_team(const Services& services, const http::Request& request);
http::Response get_team(const Services& services, const http::Request& request, const Route& route);
http::Response update_team(const Services& services, const http::Request& request,
                           const Route& route);
http::Response delete_team(const Services& services, const http::Request& request,
                           const Route& route);

}  // namespace zonecast::api::v1
