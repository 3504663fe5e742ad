// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/tsig/{name}/roll and its steps: switch, retire, abort.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

http::Response get_roll(const Services& services, const http::Request& request, const Route& route);
http::Response start_roll(const Services& services, const http::Request& request,
                          const Route& route);
/// route.step is the step.
http::Response step_roll(const Services& services, const http::Request& request,
                         const Route& route);

}  // namespace zonecast::api::v1
