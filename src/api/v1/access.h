// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/access/evaluate: what a client would be told, and by which rule.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response evaluate_access(const Services& services, const http::Request& request);

}  // namespace zonecast::api::v1
