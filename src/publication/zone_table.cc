// SPDX-License-Identifier: GPL-3.0-or-later
#include "publication/zone_table.h"

#include <algorithm>

namespace zonecast::publication {

namespace {

/// Where the zone of this id is, or would be.
auto place_of(auto& zones, std::uint64_t zone_id) {
  return std::ranges::lower_bound(zones, zone_id, {},
                                  [](const PublishedZoneRef& each) { return each->zone_id; });
}

}  // namespace

std::span<const PublishedZoneRef> ZoneTable::zones_of(const Shard& home, dns::NameView apex) {
  const auto found = home.zones.find(apex);
  if (found == home.zones.end()) return {};
  if (!home.several.empty()) {
    if (const auto all = home.several.find(apex); all != home.several.end()) return all->second;
  }
  return {&found->second, 1};
}

std::vector<PublishedZoneRef> ZoneTable::find_all(dns::NameView apex) const {
  const Shard& home = shard(apex);
  const std::shared_lock lock(home.mutex);
  const auto zones = zones_of(home, apex);
  return {zones.begin(), zones.end()};
}

void ZoneTable::put(PublishedZoneRef zone) {
  const dns::Name& apex = zone->version->apex();
  const auto depth = static_cast<std::size_t>(apex.view().label_count());
  Shard& home = shard(apex);
  {
    const std::lock_guard lock(home.mutex);
    const auto [at, is_new] = home.zones.try_emplace(apex, nullptr);
    if (is_new) {
      at->second.swap(zone);
      zones_at_depth_[depth].fetch_add(1, std::memory_order_relaxed);
      return;
    }
    const auto known = home.several.find(apex.view());
    if (known == home.several.end() && at->second->zone_id == zone->zone_id) {
      at->second.swap(zone);
    } else {
      auto& all = known == home.several.end()
                      ? home.several.emplace(apex, std::vector{at->second}).first->second
                      : known->second;
      const auto place = place_of(all, zone->zone_id);
      if (place != all.end() && (*place)->zone_id == zone->zone_id) {
        place->swap(zone);
      } else {
        all.insert(place, std::move(zone));
      }
      if (at->second != all.front()) at->second = all.front();
    }
  }
  // What was published before is in `zone` now and may be freed here, behind the lock.
}

void ZoneTable::remove(dns::NameView apex, std::uint64_t zone_id) {
  PublishedZoneRef removed;
  Shard& home = shard(apex);
  const std::lock_guard lock(home.mutex);
  const auto found = home.zones.find(apex);
  if (found == home.zones.end()) return;
  if (const auto several = home.several.find(apex); several != home.several.end()) {
    auto& all = several->second;
    const auto place = place_of(all, zone_id);
    if (place == all.end() || (*place)->zone_id != zone_id) return;
    removed = std::move(*place);
    all.erase(place);
    found->second = all.front();
    if (all.size() == 1) home.several.erase(several);
    return;
  }
  if (found->second->zone_id != zone_id) return;
  removed = std::move(found->second);
  home.zones.erase(found);
  zones_at_depth_[static_cast<std::size_t>(apex.label_count())].fetch_sub(
      1, std::memory_order_relaxed);
}

std::size_t ZoneTable::size() const {
  std::size_t count = 0;
  for (const Shard& each : shards_) {
    const std::shared_lock lock(each.mutex);
    count += each.zones.size();
    for (const auto& [apex, zones] : each.several) count += zones.size() - 1;
  }
  return count;
}

void ZoneTable::for_each(const std::function<void(const PublishedZoneRef&)>& receive) const {
  std::vector<PublishedZoneRef> zones;
  for (const Shard& each : shards_) {
    zones.clear();
    {
      const std::shared_lock lock(each.mutex);
      zones.reserve(each.zones.size());
      for (const auto& [apex, zone] : each.zones) zones.push_back(zone);
      for (const auto& [apex, all] : each.several) {
        zones.insert(zones.end(), all.begin() + 1, all.end());
      }
    }
    for (const PublishedZoneRef& zone : zones) receive(zone);
  }
}

}  // namespace zonecast::publication
