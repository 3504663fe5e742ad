// SPDX-License-Identifier: GPL-3.0-or-later
// The answer to `?dry_run=true`: what the change would do.
#pragma once

#include "control/preview.h"
#include "http/http_server.h"

namespace zonecast::api::v1 {

bool is_dry_run(const http::Request& request);

http::Response preview_answer(const control::Preview& preview);

}  // namespace zonecast::api::v1
