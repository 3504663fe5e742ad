// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/config_directory.h"

#include <mutex>

namespace zonecast::control {

ConfigRef ConfigDirectory::find(std::string_view kind, std::string_view id) const {
  const std::shared_lock lock(mutex_);
  const auto objects = kinds_.find(kind);
  if (objects == kinds_.end()) return nullptr;
  const auto found = objects->second.find(id);
  return found == objects->second.end() ? nullptr : found->second;
}

std::vector<ConfigRef> ConfigDirectory::list(std::string_view kind) const {
  const std::shared_lock lock(mutex_);
  std::vector<ConfigRef> out;
  const auto objects = kinds_.find(kind);
  if (objects == kinds_.end()) return out;
  out.reserve(objects->second.size());
  for (const auto& [id, object] : objects->second) out.push_back(object);
  return out;
}

std::vector<ConfigRef> ConfigDirectory::list(std::string_view kind,
                                             std::string_view id_prefix) const {
  const std::shared_lock lock(mutex_);
  const auto objects = kinds_.find(kind);
  std::vector<ConfigRef> out;
  if (objects == kinds_.end()) return out;
  for (auto each = objects->second.lower_bound(id_prefix);
       each != objects->second.end() && each->first.starts_with(id_prefix); ++each)
    out.push_back(each->second);
  return out;
}

std::size_t ConfigDirectory::count(std::string_view kind) const {
  const std::shared_lock lock(mutex_);
  const auto objects = kinds_.find(kind);
  return objects == kinds_.end() ? 0 : objects->second.size();
}

void ConfigDirectory::put(ConfigRef object) {
  const std::unique_lock lock(mutex_);
  auto& slot = kinds_[object->kind][object->id];
  slot = std::move(object);
}

void ConfigDirectory::remove(std::string_view kind, std::string_view id) {
  const std::unique_lock lock(mutex_);
  const auto objects = kinds_.find(kind);
  if (objects == kinds_.end()) return;
  if (const auto found = objects->second.find(id); found != objects->second.end()) {
    objects->second.erase(found);
  }
}

}  // namespace zonecast::control
