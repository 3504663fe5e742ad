// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/account/activity: who did what.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

inline constexpr std::size_t activity_page_default = 100;
inline constexpr std::size_t activity_page_max = 1'000;

http::Response list_activity(const Services& services, const http::Request& request);

}  // namespace zonecast::api::v1
