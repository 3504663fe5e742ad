// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/account/apikeys, and the secrets of a key (ours: …/{id}/secrets).
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response list_api_keys(const Services& services);
http::Response create_api_key(const Services& services, const http::Request& request);
http::Response get_api_key(const Services& services, const http::Request& request,
                           const Route& route);
http::Response update_api_key(const Services& services, const http::Request& request,
                              const Route& route);
http::Response delete_api_key(const Services& services, const http::Request& request,
                              const Route& route);
http::Response add_api_key_secret(const Services& services, const http::Request& request,
                                  const Route& route);
http::Response update_api_key_secret(const Services& services, const http::Request& request,
                                     const Route& route);
http::Response delete_api_key_secret(const Services& services, const http::Request& request,
                                     const Route& route);
/// Ours: who the caller is and what they may do.
http::Response get_caller(const Services& services, const http::Request& request);

}  // namespace zonecast::api::v1
