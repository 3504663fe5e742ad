// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/start_up.h"

#include <map>

#include "control/access_json.h"
#include "control/contents_edit.h"
#include "control/roll_json.h"
#include "publication/publisher.h"

namespace zonecast::control {

namespace {

/// What a newer zonecast wrote is not to be halved in silence, and nobody below expects it.
base::Result<void> check_readable(const store::ConfigObject& object) {
  const auto outcome = [](const auto& read) -> base::Result<void> {
    if (!read) return std::unexpected(read.error());
    return {};
  };
  if (object.kind == acl_kind) return outcome(acl_from_json(object.id, object.body));
  if (object.kind == view_kind) return outcome(view_from_json(object.id, object.body));
  if (object.kind == network_kind) return outcome(network_from_json(object.id, object.body));
  if (object.kind == roll_kind) return outcome(roll_from_json(object.id, object.body));
  return {};
}

}  // namespace

base::Result<void> publish_stored(store::Store& store, CommitFollower& follower) {
  const auto keys = store.load_keys();
  if (!keys) return std::unexpected(keys.error());
  follower.keys_loaded(*keys);

  auto configs = store.load_config();
  if (!configs) return std::unexpected(configs.error());
  for (const auto& object : *configs) {
    if (auto readable = check_readable(object); !readable) return readable;
  }
  follower.configs_loaded(std::move(*configs));

  const auto marks = store.load_notify_marks();
  if (!marks) return std::unexpected(marks.error());
  std::map<store::ZoneId, std::vector<std::pair<base::SocketAddress, dns::Serial>>> known;
  for (const auto& mark : *marks) known[mark.zone].emplace_back(mark.destination, mark.serial);

  // Most zones of a large server have not changed since they were made: they share it.
  const auto no_history = std::make_shared<const zone::History>();
  return store.load_zones(
      [](std::uint64_t body_octets) { return publication::history_octets_max(body_octets); },
      [&](store::StoredZone zone) {
        auto head = std::make_shared<ZoneHead>();
        head->contents = std::move(zone.contents);
        head->version = zone.version;
        zone::History history;
        const auto octets_max = publication::history_octets_max(head->contents->body_octets());
        for (auto& step : zone.history) history = history.followed_by(std::move(step), octets_max);
        head->history = history.size() == 0
                            ? no_history
                            : std::make_shared<const zone::History>(std::move(history));
        head->unservable = unservable(zone.settings, *head->contents);
        const auto marked = known.find(zone.settings.id);
        head->settings = std::make_shared<const model::ZoneSettings>(std::move(zone.settings));
        if (marked == known.end()) {
          follower.zone_committed(head);
        } else {
          follower.zone_committed(head, std::move(marked->second));
        }
      });
}

}  // namespace zonecast::control
