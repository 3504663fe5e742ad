// SPDX-License-Identifier: GPL-3.0-or-later
// /v1/jobs: work behind the request that asked for it. Ours.
#pragma once

#include "api/v1/services.h"
#include "control/jobs.h"

namespace zonecast::api::v1 {

http::Response list_jobs(const Services& services);
http::Response start_job(const Services& services, const http::Request& request);
http::Response get_job(const Services& services, const Route& route);
/// Cancels a job that waits or runs, forgets one that has ended.
http::Response remove_job(const Services& services, const Route& route);

/// Whether the change is to be made behind the request. A dry run never is.
bool is_async(const http::Request& request);
/// Hands the work over and answers {"job": id}.
http::Response answer_with_job(const Services& services, std::string type, control::JobWork work);

}  // namespace zonecast::api::v1
