// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/views.h"

#include <algorithm>
#include <tuple>

namespace zonecast::access {

namespace {

bool contains(const std::vector<std::int64_t>& networks, std::int64_t network) {
  return std::ranges::find(networks, network) != networks.end();
}

/// How exactly `listed` means `local`: 0 not at all, then any address and port, one of both, both.
int closeness(const base::SocketAddress& listed, const base::SocketAddress& local) {
  const bool any_address = listed.address.is_unspecified();
  const bool any_port = listed.port == 0;
  if (listed.address.family() != local.address.family()) return 0;
  if (!any_address && listed.address != local.address) return 0;
  if (!any_port && listed.port != local.port) return 0;
  return 1 + (any_port ? 0 : 1) + (any_address ? 0 : 2);
}

}  // namespace

Views::Views(const std::vector<model::Acl>& acls, std::vector<model::View> views,
             const std::vector<model::Network>& networks) {
  for (const auto& acl : acls) acls_.emplace(acl.name, acl);
  std::ranges::sort(views, [](const model::View& a, const model::View& b) {
    return std::tie(a.preference, a.name) < std::tie(b.preference, b.name);
  });
  for (auto& view : views) {
    const auto rank = static_cast<std::uint32_t>(views_.size());
    for (const auto& zone : view.zones) {
      auto& ranks = members_[zone];
      if (ranks.empty() || ranks.back() != rank) ranks.push_back(rank);
    }
    View made{std::move(view.name), {}, std::move(view.networks)};
    for (const auto& name : view.read_acls) {
      if (const auto* list = acl(name)) made.read_acls.push_back(list);
    }
    views_.push_back(std::move(made));
  }
  for (const auto& network : networks) {
    if (!network.offers_views) without_views_.push_back(network.id);
    if (network.id == 0) continue;
    for (const auto& address : network.listen) listen_.push_back({address, network.id});
  }
}

const AccessList* Views::acl(std::string_view name) const {
  const auto found = acls_.find(name);
  return found == acls_.end() ? nullptr : &found->second;
}

std::vector<std::string> Views::views_of(std::string_view zone) const {
  std::vector<std::string> names;
  const auto member = members_.find(zone);
  if (member == members_.end()) return names;
  for (const std::uint32_t rank : member->second) names.push_back(views_[rank].name);
  return names;
}

std::int64_t Views::network_of(const base::SocketAddress& local) const {
  std::int64_t network = 0;
  int closest = 0;
  for (const auto& listed : listen_) {
    const int close = closeness(listed.address, local);
    if (close <= closest) continue;
    closest = close;
    network = listed.network;
  }
  return network;
}

Sight Views::see(const ZoneFacts& zone, const Client& client) const {
  const std::int64_t network = network_of(client.local);
  const bool is_served =
      zone.networks == nullptr ? network == 0 : contains(*zone.networks, network);
  if (!is_served) return {.kind = Sight::Kind::other_network};
  const auto member = members_.find(zone.name);
  if (member == members_.end()) return {.kind = Sight::Kind::in_no_view};
  if (contains(without_views_, network)) return {.kind = Sight::Kind::no_view_admits};

  for (const std::uint32_t rank : member->second) {
    const View& view = views_[rank];
    if (!view.networks.empty() && !contains(view.networks, network)) continue;
    bool is_admitted = false;
    bool by_key = false;
    for (const auto* list : view.read_acls) {
      if (!list->matches(client)) continue;
      is_admitted = true;
      by_key = by_key || list->asks_key();
    }
    if (is_admitted) {
      return {.kind = Sight::Kind::in_view, .view = &view.name, .by_key = by_key, .rank = rank};
    }
  }
  return {.kind = Sight::Kind::no_view_admits};
}

}  // namespace zonecast::access
