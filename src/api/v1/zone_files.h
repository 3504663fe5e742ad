// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/import/zonefile/{zone}, raw or as a form, and /v1/export/zonefile/{zone}.
#pragma once

#include <memory>

#include "api/v1/services.h"

namespace zonecast::api::v1 {

std::unique_ptr<http::BodyReceiver> import_zone_file(const Services& services,
                                                     const http::Request& request,
                                                     const Route& route);
http::Response export_zone_file(const Services& services, const http::Request& request,
                                const Route& route);
http::Response start_export(const Services& services, const http::Request& request,
                            const Route& route);
http::Response export_status(const Services& services, const http::Request& request,
                             const Route& route);

}  // namespace zonecast::api::v1
