// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/acls and /v1/acls/{name}.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response list_acls(const Services& services, const http::Request& request);
http::Response get_acl(const Services& services, const http::Request& request, const Route& route);
http::Response create_acl(const Services& services, const http::Request& request,
                          const Route& route);
http::Response update_acl(const Services& services, const http::Request& request,
                          const Route& route);
http::Response delete_acl(const Services& services, const http::Request& request,
                          const Route& route);

}  // namespace zonecast::api::v1
