// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/networks and /v1/networks/{id}.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response list_networks(const Services& services, const http::Request& request);
http::Response get_network(const Services& services, const http::Request& request,
                           const Route& route);
/// Without a number in the path the next free one is given.
http::Response create_network(const Services& services, const http::Request& request,
                              const Route& route);
http::Response update_network(const Services& services, const http::Request& request,
                              const Route& route);
http::Response delete_network(const Services& services, const http::Request& request,
                              const Route& route);

}  // namespace zonecast::api::v1
