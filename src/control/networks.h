// SPDX-License-Identifier: GPL-3.0-or-later
// The use cases on networks. Network 0 is there without being made; it can be changed, not deleted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/access_json.h"
#include "control/config_kind.h"
#include "model/network.h"

namespace zonecast::control {

using StoredNetwork = Versioned<model::Network>;

/// Members left out stay.
struct NetworkDraft {
  std::optional<std::string> name, label;
  std::optional<std::vector<base::SocketAddress>> listen;
  std::optional<std::optional<base::IpAddress>> source_v4, source_v6;  // nothing within: cleared
  std::optional<bool> offers_views;
};

/// Network 0 while nobody has changed it.
model::Network usual_network();

/// Thread-safe; calls that change block on the disk.
class Networks {
 public:
  Networks(const base::Clock& clock, ConfigService& configs)
      : networks_(clock, configs, {network_kind, network_to_json, network_from_json}) {}

  /// By number.
  std::vector<StoredNetwork> list() const;
  Result<StoredNetwork> get(std::int64_t id) const;
  /// Without an id the next free one is given.
  Result<StoredNetwork> create(std::optional<std::int64_t> id, const NetworkDraft& draft,
                               const Request& request,
                               const RenderObject<model::Network>& render = {});
  Result<StoredNetwork> update(std::int64_t id, const NetworkDraft& draft, const Request& request,
                               const RenderObject<model::Network>& render = {});
  Result<void> remove(std::int64_t id, const Request& request);

 private:
  ConfigKind<model::Network> networks_;
};

/// A problem for each number of `networks` that is no network: "networks[1]".
void check_networks(const std::string& member, const std::vector<std::int64_t>& networks,
                    const Heads& heads, std::vector<FieldProblem>& wrong);

}  // namespace zonecast::control
