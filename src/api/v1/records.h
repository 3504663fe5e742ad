// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/zones/{zone}/{domain}/{type}.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response get_record(const Services& services, const http::Request& request,
                          const Route& route);
http::Response create_record(const Services& services, const http::Request& request,
                             const Route& route);
http::Response update_record(const Services& services, const http::Request& request,
                             const Route& route);
http::Response delete_record(const Services& services, const http::Request& request,
                             const Route& route);

}  // namespace zonecast::api::v1
