// SPDX-License-Identifier: GPL-3.0-or-later
// Ours: the addresses of a host name, as this machine resolves it, so that a secondary named by
// host can be listed by address.
#pragma once

#include "http/http_server.h"

namespace zonecast::api::v1 {

http::Response look_up_addresses(const http::Request& request);

}  // namespace zonecast::api::v1
