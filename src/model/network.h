// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"

namespace zonecast::model {

/// Where zones are served and from where their secondaries are told. Network 0 is always there and
/// has every listen address that no other network names.
struct Network {
  std::int64_t id = 0;
  std::string name;
  std::string label;
  std::vector<base::SocketAddress> listen;
  std::optional<base::IpAddress> source_v4, source_v6;  // of NOTIFY and probes
  bool offers_views = true;
  std::int64_t created_at = 0;  // Unix seconds
  std::int64_t updated_at = 0;
  friend bool operator==(const Network&, const Network&) = default;
};

}  // namespace zonecast::model
