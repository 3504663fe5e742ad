// SPDX-License-Identifier: GPL-3.0-or-later
// Ours: what this server is and where it listens, for who sets up its secondaries.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "http/http_server.h"

namespace zonecast::api {

struct ServerFacts {
  std::string version;
  base::WallTime started{};
  std::vector<base::SocketAddress> dns, api, api_tls;
  /// From where NOTIFY is sent; empty where the system chooses.
  std::vector<base::IpAddress> notify_sources;
};

namespace v1 {

http::Response server_facts(const ServerFacts& facts);

}  // namespace v1
}  // namespace zonecast::api
