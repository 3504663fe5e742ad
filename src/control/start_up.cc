// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/start_up.h"

#include <map>

#include "control/contents_edit.h"
#include "publication/publisher.h"

namespace zonecast::control {

base::Result<void> publish_stored(store::Store& store, CommitFollower& follower) {
  const auto keys = store.load_keys();
  if (!keys) return std::unexpected(keys.error());
  for (const auto& key : *keys) follower.key_committed(key);

  auto configs = store.load_config();
  if (!configs) return std::unexpected(configs.error());
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
