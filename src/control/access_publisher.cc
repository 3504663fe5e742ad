// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/access_publisher.h"

#include "control/access_json.h"

namespace zonecast::control {

namespace {

/// What a network says of its source, else its first listen address of the family: that is the
/// address its secondaries know as their primary.
notify::NotifySource source_of(const model::Network& network) {
  notify::NotifySource source{network.source_v4, network.source_v6};
  for (const auto& listen : network.listen) {
    if (listen.address.is_unspecified()) continue;
    auto& of_family = listen.address.is_v4() ? source.v4 : source.v6;
    if (!of_family) of_family = listen.address;
  }
  return source;
}

}  // namespace

template <typename T, typename Read>
std::vector<T> AccessPublisher::all(const char* kind, Read read) const {
  std::vector<T> out;
  for (const auto& object : configs_.list(kind)) {
    auto document = read(object->id, object->body);
    if (document) {
      out.push_back(std::move(*document));
    } else {
      // Left out, an ACL or a view admits nobody: it errs on the side of hiding.
      log_.error("a configuration object cannot be read",
                 {{"kind", kind}, {"id", object->id}, {"reason", document.error().message}});
    }
  }
  return out;
}

void AccessPublisher::configs_changed(const std::set<std::string>& kinds) {
  const bool has_networks = kinds.contains(network_kind);
  if (!has_networks && !kinds.contains(acl_kind) && !kinds.contains(view_kind)) return;
  const auto networks = all<model::Network>(network_kind, network_from_json);
  views_.publish(std::make_shared<const access::Views>(all<model::Acl>(acl_kind, acl_from_json),
                                                       all<model::View>(view_kind, view_from_json),
                                                       networks));
  if (!has_networks) return;
  notify::NotifySources sources;
  for (const auto& network : networks) {
    const auto source = source_of(network);
    if (source.v4 || source.v6) sources.emplace(network.id, source);
  }
  notifier_.use_sources(std::move(sources));
}

}  // namespace zonecast::control
