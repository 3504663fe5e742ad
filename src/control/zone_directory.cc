// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_directory.h"

#include <algorithm>
#include <mutex>

#include "dns/presentation.h"

namespace zonecast::control {

namespace {

std::string name_of_apex(dns::NameView apex) {
  return dns::to_text_undotted(dns::Name(apex).lower());
}

}  // namespace

bool ZoneDirectory::is_named_after_apex(const NamedZone& zone) {
  return zone.first == name_of_apex(zone.second.apex());
}

ZoneHeadRef ZoneDirectory::find(const std::string& name) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : head_of(*found);
}

std::vector<ZoneHeadRef> ZoneDirectory::find_apex(dns::NameView apex) const {
  const std::shared_lock lock(mutex_);
  std::set<std::string> names;
  if (const auto apart = named_apart_.find(dns::Name(apex)); apart != named_apart_.end())
    names = apart->second;
  const auto named = by_name_.find(name_of_apex(apex));
  if (named != by_name_.end() && dns::equal(named->second.apex(), apex)) names.insert(named->first);
  std::vector<ZoneHeadRef> out;
  for (const auto& name : names) out.push_back(head_of(*by_name_.find(name)));
  return out;
}

std::vector<ZoneHeadRef> ZoneDirectory::list(const std::string& after,
                                             std::size_t count_max) const {
  const std::shared_lock lock(mutex_);
  std::vector<ZoneHeadRef> out;
  auto it = after.empty() ? by_name_.begin() : by_name_.upper_bound(after);
  for (; it != by_name_.end() && out.size() < count_max; ++it) out.push_back(head_of(*it));
  return out;
}

void ZoneDirectory::for_each(const std::function<void(const Listed&)>& receive) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [name, zone] : by_name_) {
    receive({name, zone.apex(), zone.contents, zone.created_at, zone.updated_at});
  }
}

std::size_t ZoneDirectory::count() const {
  const std::shared_lock lock(mutex_);
  return by_name_.size();
}

std::optional<model::TsigKeyDocument> ZoneDirectory::key(dns::NameView name) const {
  const std::shared_lock lock(mutex_);
  const auto found = keys_.find(dns::Name(name));
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

std::vector<model::TsigKeyDocument> ZoneDirectory::keys(const std::optional<dns::Name>& after,
                                                        std::size_t count_max) const {
  const std::shared_lock lock(mutex_);
  std::vector<model::TsigKeyDocument> out;
  auto it = after ? keys_.upper_bound(*after) : keys_.begin();
  for (; it != keys_.end() && out.size() < count_max; ++it) out.push_back(it->second);
  return out;
}

std::vector<std::string> ZoneDirectory::rows_with_key(dns::NameView name) const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> out;
  for (const auto& use : pool_.uses_of_key(name)) {
    for (const auto* zone : use.settings->users) out.insert(out.end(), use.rows, zone->first);
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> ZoneDirectory::key_users(dns::NameView name) const {
  auto out = rows_with_key(name);
  const auto repeated = std::ranges::unique(out);
  out.erase(repeated.begin(), repeated.end());
  return out;
}

std::vector<std::string> ZoneDirectory::linked_to(const std::string& name) const {
  const std::shared_lock lock(mutex_);
  const auto found = linked_to_.find(name);
  if (found == linked_to_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

ZoneHeadRef ZoneDirectory::put(const ZoneHeadRef& head) {
  const auto& settings = *head->settings;
  KeptZone zone = keep(*head);
  const std::unique_lock lock(mutex_);
  const auto [slot, is_new] = by_name_.try_emplace(settings.name);
  ZoneHeadRef before = is_new ? nullptr : head_of(*slot);
  zone.shared = std::exchange(slot->second.shared, nullptr);
  zone.place = slot->second.place;
  std::swap(slot->second, zone);
  pool_.use(*slot, settings);
  if (!settings.link.empty()) linked_to_[settings.link].insert(settings.name);
  if (is_new && !is_named_after_apex(*slot)) named_apart_[settings.apex].insert(settings.name);
  return before;
}  // what was there before, if this was the last reference, goes after the lock

void ZoneDirectory::remove(const std::string& name) {
  KeptZone zone;
  const std::unique_lock lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return;
  if (const auto linked = linked_to_.find(found->second.shared->link); linked != linked_to_.end()) {
    linked->second.erase(name);
    if (linked->second.empty()) linked_to_.erase(linked);
  }
  if (!is_named_after_apex(*found)) {
    const auto apart = named_apart_.find(dns::Name(found->second.apex()));
    apart->second.erase(name);
    if (apart->second.empty()) named_apart_.erase(apart);
  }
  pool_.remove_user(*found);
  zone = std::move(found->second);
  by_name_.erase(found);
}

void ZoneDirectory::put_key(const model::TsigKeyDocument& key) {
  const std::unique_lock lock(mutex_);
  // Erased first: a key that comes back in other letters is spelled as it came last.
  keys_.erase(key.name);
  keys_.emplace(key.name, key);
}

void ZoneDirectory::remove_key(dns::NameView name) {
  const std::unique_lock lock(mutex_);
  keys_.erase(dns::Name(name));
}

}  // namespace zonecast::control
