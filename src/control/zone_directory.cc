// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_directory.h"

#include <mutex>

namespace zonecast::control {

ZoneHeadRef ZoneDirectory::find(const std::string& name) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

std::vector<ZoneHeadRef> ZoneDirectory::find_apex(dns::NameView apex) const {
  const std::shared_lock lock(mutex_);
  const dns::Name key(apex);
  std::vector<ZoneHeadRef> out;
  if (const auto several = several_.find(key); several != several_.end()) {
    for (const auto& name : several->second) out.push_back(by_name_.at(name));
  } else if (const auto one = by_apex_.find(key); one != by_apex_.end()) {
    out.push_back(by_name_.at(one->second));
  }
  return out;
}

std::vector<ZoneHeadRef> ZoneDirectory::list(const std::string& after,
                                             std::size_t count_max) const {
  const std::shared_lock lock(mutex_);
  std::vector<ZoneHeadRef> out;
  auto it = after.empty() ? by_name_.begin() : by_name_.upper_bound(after);
  for (; it != by_name_.end() && out.size() < count_max; ++it) out.push_back(it->second);
  return out;
}

std::vector<ZoneHeadRef> ZoneDirectory::select(
    const std::function<bool(const ZoneHead&)>& wanted) const {
  const std::shared_lock lock(mutex_);
  std::vector<ZoneHeadRef> out;
  for (const auto& [name, head] : by_name_) {
    if (wanted(*head)) out.push_back(head);
  }
  return out;
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
  const auto found = key_users_.find(dns::Name(name));
  if (found == key_users_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::vector<std::string> ZoneDirectory::key_users(dns::NameView name) const {
  const std::shared_lock lock(mutex_);
  const auto found = key_users_.find(dns::Name(name));
  if (found == key_users_.end()) return {};
  std::vector<std::string> out;
  for (const auto& zone : found->second) {
    if (out.empty() || out.back() != zone) out.push_back(zone);
  }
  return out;
}

void ZoneDirectory::count_keys(const ZoneHead& head, bool add) {
  for (const auto& row : head.settings->primary.secondaries) {
    if (!row.tsig) continue;
    auto& users = key_users_[row.tsig->key_name];
    if (add) {
      users.insert(head.settings->name);
    } else if (const auto one = users.find(head.settings->name); one != users.end()) {
      users.erase(one);
    }
  }
}

std::vector<std::string> ZoneDirectory::linked_to(const std::string& name) const {
  const std::shared_lock lock(mutex_);
  const auto found = linked_to_.find(name);
  if (found == linked_to_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

void ZoneDirectory::put(ZoneHeadRef head) {
  const std::unique_lock lock(mutex_);
  if (const auto& link = head->settings->link; !link.empty())
    linked_to_[link].insert(head->settings->name);
  auto& slot = by_name_[head->settings->name];
  if (slot) {
    if (slot->settings != head->settings) {
      count_keys(*slot, false);
      count_keys(*head, true);
    }
  } else {
    const auto& settings = *head->settings;
    const auto [first, is_first] = by_apex_.emplace(settings.apex, settings.name);
    if (!is_first) {
      auto& several = several_[settings.apex];
      several.insert(first->second);
      several.insert(settings.name);
    }
    count_keys(*head, true);
  }
  slot.swap(head);
}  // the old head, if this was the last reference, goes after the lock

void ZoneDirectory::remove(const std::string& name) {
  ZoneHeadRef old;
  const std::unique_lock lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return;
  old = found->second;
  count_keys(*old, false);
  if (const auto linked = linked_to_.find(old->settings->link); linked != linked_to_.end()) {
    linked->second.erase(name);
    if (linked->second.empty()) linked_to_.erase(linked);
  }
  by_name_.erase(found);
  const auto several = several_.find(old->settings->apex);
  if (several == several_.end()) {
    by_apex_.erase(old->settings->apex);
    return;
  }
  several->second.erase(name);
  by_apex_.at(old->settings->apex) = *several->second.begin();
  if (several->second.size() == 1) several_.erase(several);
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
