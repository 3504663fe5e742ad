// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/zones/{zone}/changes, ours: many records in one atomic change with one serial.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

inline constexpr std::size_t batch_records_max = 100'000;

http::Response change_records(const Services& services, const http::Request& request,
                              const Route& route);

/// What a change is answered with.
std::string change_text(const control::Change& change);

}  // namespace zonecast::api::v1
