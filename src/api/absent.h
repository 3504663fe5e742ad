// SPDX-License-Identifier: GPL-3.0-or-later
// What NS1 has and this server deliberately has not: traffic steering, monitoring, billing. The
// answer says so, and lists that clients read on their way are empty.
#pragma once

#include "http/http_server.h"

namespace zonecast::api {

/// For a path that names no resource here.
http::Response absent_answer(const http::Request& request);

}  // namespace zonecast::api
