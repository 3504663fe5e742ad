// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/zones/{zone}/history: what a zone was, and the way back. Ours.
#pragma once

#include "api/v1/services.h"

namespace zonecast::api::v1 {

inline constexpr std::size_t history_page_max = 1000;
/// Records of either kind that one answer shows; counts tell of the rest.
inline constexpr std::size_t shown_records_max = 10'000;

http::Response list_history(const Services& services, const http::Request& request,
                            const Route& route);
http::Response show_version(const Services& services, const http::Request& request,
                            const Route& route);
http::Response version_records(const Services& services, const http::Request& request,
                               const Route& route);
http::Response compare_versions(const Services& services, const http::Request& request,
                                const Route& route);
http::Response restore_version(const Services& services, const http::Request& request,
                               const Route& route);

}  // namespace zonecast::api::v1
