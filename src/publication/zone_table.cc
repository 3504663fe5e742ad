// SPDX-License-Identifier: GPL-3.0-or-later
#include "publication/zone_table.h"

#include <mutex>
#include <utility>

namespace zonecast::publication {

PublishedZoneRef ZoneTable::find(dns::NameView apex) const {
  const Shard& home = shard(apex);
  const std::shared_lock lock(home.mutex);
  const auto found = home.zones.find(apex);
  return found == home.zones.end() ? nullptr : found->second;
}

PublishedZoneRef ZoneTable::closest(dns::NameView qname, bool above_cut) const {
  PublishedZoneRef passed_over;
  dns::NameView candidate = qname;
  for (auto depth = static_cast<std::size_t>(qname.label_count());; --depth) {
    if (zones_at_depth_[depth].load(std::memory_order_relaxed) > 0) {
      if (PublishedZoneRef zone = find(candidate)) {
        if (!above_cut || candidate.size() != qname.size()) return zone;
        passed_over = std::move(zone);
      }
    }
    if (depth == 0) return passed_over;
    candidate = candidate.parent();
  }
}

void ZoneTable::put(PublishedZoneRef zone) {
  const dns::Name& apex = zone->version->apex();
  const auto depth = static_cast<std::size_t>(apex.view().label_count());
  Shard& home = shard(apex);
  {
    const std::lock_guard lock(home.mutex);
    const auto [at, is_new] = home.zones.try_emplace(apex, nullptr);
    at->second.swap(zone);
    if (is_new) zones_at_depth_[depth].fetch_add(1, std::memory_order_relaxed);
  }
  // What was published before is in `zone` now and may be freed here, behind the lock.
}

void ZoneTable::remove(dns::NameView apex) {
  PublishedZoneRef removed;
  Shard& home = shard(apex);
  const std::lock_guard lock(home.mutex);
  const auto found = home.zones.find(apex);
  if (found == home.zones.end()) return;
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
    }
    for (const PublishedZoneRef& zone : zones) receive(zone);
  }
}

}  // namespace zonecast::publication
