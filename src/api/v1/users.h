// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/account/users: documents; there are no passwords.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response list_users(const Services& services);
http::Response create_user(const Services& services, const http::Request& request);
http::Response get_user(const Services& services, const http::Request& request, const Route& route);
http::Response update_user(const Services& services, const http::Request& request,
                           const Route& route);
http::Response delete_user(const Services& services, const http::Request& request,
                           const Route& route);

}  // namespace zonecast::api::v1
