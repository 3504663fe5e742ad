// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/views, /v1/views/{name} and /v1/config/views/preference.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response list_views(const Services& services, const http::Request& request);
http::Response get_view(const Services& services, const http::Request& request, const Route& route);
http::Response create_view(const Services& services, const http::Request& request,
                           const Route& route);
http::Response update_view(const Services& services, const http::Request& request,
                           const Route& route);
http::Response delete_view(const Services& services, const http::Request& request,
                           const Route& route);

http::Response get_preferences(const Services& services, const http::Request& request);
http::Response set_preferences(const Services& services, const http::Request& request);

}  // namespace zonecast::api::v1
