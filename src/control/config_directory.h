// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration objects as last committed, by kind and id: ACLs, views, networks, API keys and
// whatever else is not part of a zone. TSIG keys are in the ZoneDirectory.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace zonecast::control {

using ConfigRef = std::shared_ptr<const store::ConfigObject>;

/// Thread-safe; one writer.
class ConfigDirectory {
 public:
  /// Null when there is none.
  ConfigRef find(std::string_view kind, std::string_view id) const;
  /// By id, ascending.
  std::vector<ConfigRef> list(std::string_view kind) const;
  /// Those whose id begins so.
  std::vector<ConfigRef> list(std::string_view kind, std::string_view id_prefix) const;
  std::size_t count(std::string_view kind) const;

  void put(ConfigRef object);
  void remove(std::string_view kind, std::string_view id);

 private:
  using Objects = std::map<std::string, ConfigRef, std::less<>>;
  mutable std::shared_mutex mutex_;
  std::map<std::string, Objects, std::less<>> kinds_;
};

}  // namespace zonecast::control
