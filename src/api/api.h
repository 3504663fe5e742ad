// SPDX-License-Identifier: GPL-3.0-or-later
// The REST API: NS1's v1 dialect and, beside it, what is ours. Translates HTTP and JSON into use
// cases.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/caller.h"
#include "base/log.h"
#include "control/histories.h"
#include "control/imports.h"
#include "control/jobs.h"
#include "control/replication.h"
#include "control/zone_copies.h"
#include "control/zones.h"
#include "http/http_server.h"

namespace zonecast::api {

struct ApiSettings {
  /// Tried in order; the first that knows the caller is believed. They outlive the Api.
  std::vector<const Authenticator*> authenticators;
  std::string version;
};

/// Thread-safe once built.
class Api {
 public:
  Api(base::Log& log, ApiSettings settings, control::Zones& zones, control::Imports& imports,
      control::Replication& replication, control::Histories& histories, control::ZoneCopies& copies,
      control::Jobs& jobs, std::function<bool()> is_ready,
      std::function<std::string()> metrics_text);
  ~Api();

  http::Response handle(const http::Request& request);
  /// For zone-file uploads; null for every other request.
  std::unique_ptr<http::BodyReceiver> stream(const http::Request& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zonecast::api
