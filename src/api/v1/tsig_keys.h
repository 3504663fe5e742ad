// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/tsig, /v1/tsig/{name}, and below it /generate and /reveal.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response list_keys(const Services& services, const http::Request& request);
http::Response get_key(const Services& services, const http::Request& request, const Route& route);
http::Response create_key(const Services& services, const http::Request& request,
                          const Route& route);
http::Response update_key(const Services& services, const http::Request& request,
                          const Route& route);
/// The key with its secret, also to a session. Stands in the activity log.
http::Response reveal_key(const Services& services, const http::Request& request,
                          const Route& route);
http::Response delete_key(const Services& services, const http::Request& request,
                          const Route& route);
/// Another secret, made by the server.
http::Response generate_key(const Services& services, const http::Request& request,
                            const Route& route);

}  // namespace zonecast::api::v1
