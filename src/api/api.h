// SPDX-License-Identifier: GPL-3.0-or-later
// The REST API: NS1's v1 dialect and, beside it, what is ours. Translates HTTP and JSON into use
// cases.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/caller.h"
#include "api/use_cases.h"
#include "api/v1/server_facts.h"
#include "base/log.h"
#include "http/http_server.h"

namespace zonecast::api {

struct ApiSettings {
  /// Tried in order; the first that knows the caller is believed. They outlive the Api.
  std::vector<const Authenticator*> authenticators;
  std::string version;
  /// Asked for once it is ready; absent in tests that have no server.
  std::function<ServerFacts()> server_facts = {};
};

/// Thread-safe once built.
class Api {
 public:
  Api(base::Log& log, ApiSettings settings, const UseCases& use_cases,
      std::function<bool()> is_ready, std::function<std::string()> metrics_text);
  ~Api();

  http::Response handle(const http::Request& request);
  /// For zone-file uploads; null for every other request.
  std::unique_ptr<http::BodyReceiver> stream(const http::Request& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zonecast::api
