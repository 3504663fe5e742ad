// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/import/zonefiles, ours: many zone files in one form, each part one zone, committed together
// in few transactions.
#pragma once

#include <memory>

#include "api/v1/services.h"

namespace zonecast::api::v1 {

std::unique_ptr<http::BodyReceiver> import_zone_files(const Services& services,
                                                      const http::Request& request);

}  // namespace zonecast::api::v1
