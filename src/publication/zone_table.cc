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

namespace {

std::string name_of_apex(const zone::ZoneVersion& version) {
  return dns::to_text_undotted(dns::Name(version.apex()).lower());
}

}  // namespace

void PublishedZone::set_unusual(UnusualZone what) {
  if (!what.name.empty() && what.name == name_of_apex(*version)) what.name.clear();
  unusual = what.is_usual() ? nullptr : std::make_unique<const UnusualZone>(std::move(what));
}

std::string PublishedZone::name() const {
  return unusual && !unusual->name.empty() ? unusual->name : name_of_apex(*version);
}

std::span<const PublishedZoneRef> ZoneTable::zones_of(const Shard& home, dns::NameView apex) {
  const auto found = home.zones.find(apex);
  if (found == home.zones.end()) return {};
  if (!home.several.empty()) {
    if (const auto all = home.several.find(apex); all != home.several.end()) return all->second;
  }
  return {&*found, 1};
}

std::vector<PublishedZoneRef> ZoneTable::find_all(dns::NameView apex) const {
  const Shard& home = shard(apex);
  const std::shared_lock lock(home.mutex);
  const auto zones = zones_of(home, apex);
  return {zones.begin(), zones.end()};
}

void ZoneTable::put(PublishedZoneRef zone) {
  const dns::NameView apex = zone->version->apex();
  const auto depth = static_cast<std::size_t>(apex.label_count());
  Shard& home = shard(apex);
  PublishedZoneRef before;  // may be freed behind the lock
  const std::lock_guard lock(home.mutex);
  const auto at = home.zones.find(apex);
  if (at == home.zones.end()) {
    home.zones.insert(std::move(zone));
    zones_at_depth_[depth].fetch_add(1, std::memory_order_relaxed);
    return;
  }
  before = *at;
  const auto known = home.several.find(apex);
  if (known == home.several.end() && before->zone_id == zone->zone_id) {
    home.replace(std::move(zone));
    return;
  }
  auto& all = known == home.several.end()
                  ? home.several.emplace(dns::Name(apex), std::vector{before}).first->second
                  : known->second;
  const auto place = place_of(all, zone->zone_id);
  if (place != all.end() && (*place)->zone_id == zone->zone_id) {
    before = std::exchange(*place, zone);
  } else {
    all.insert(place, zone);
  }
  home.replace(all.front());
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
    home.replace(all.front());
    if (all.size() == 1) home.several.erase(several);
    return;
  }
  if ((*found)->zone_id != zone_id) return;
  removed = *found;
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
      zones.insert(zones.end(), each.zones.begin(), each.zones.end());
      for (const auto& [apex, all] : each.several) {
        zones.insert(zones.end(), all.begin() + 1, all.end());
      }
    }
    for (const PublishedZoneRef& zone : zones) receive(zone);
  }
}

}  // namespace zonecast::publication
