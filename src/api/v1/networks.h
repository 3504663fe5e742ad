// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/networks.
#pragma once

#include "http/http_server.h"

namespace zonecast::api::v1 {

http::Response list_networks();

}  // namespace zonecast::api::v1
