// SPDX-License-Identifier: GPL-3.0-or-later
// The zones as last committed: settings, contents, history, by name. The control plane's own
// picture; the data plane has the ZoneTable.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "control/kept_zone.h"
#include "control/zone_head.h"

namespace zonecast::control {

/// Thread-safe; one writer.
class ZoneDirectory {
 public:
  ZoneHeadRef find(const std::string& name) const;
  /// The zones of this FQDN, by name: none, one, or several that differ in their views.
  std::vector<ZoneHeadRef> find_apex(dns::NameView apex) const;
  std::vector<ZoneHeadRef> list(const std::string& after, std::size_t count_max) const;
  /// What a list of zones is chosen and ordered by. Borrowed.
  struct Listed {
    const std::string& name;
    dns::NameView apex;
    const zone::ZoneVersionRef& contents;
    std::int64_t created_at = 0, updated_at = 0;  // Unix seconds
  };
  /// All of them, by name; `receive` is called under the lock and must not come back here.
  void for_each(const std::function<void(const Listed&)>& receive) const;
  std::size_t count() const;
  /// Names of the zones that are linked to this one.
  std::vector<std::string> linked_to(const std::string& name) const;
  std::optional<model::TsigKeyDocument> key(dns::NameView name) const;
  /// Keys by name, ascending, after `after`.
  std::vector<model::TsigKeyDocument> keys(const std::optional<dns::Name>& after,
                                           std::size_t count_max) const;
  /// Names of the zones with a row that uses the key.
  std::vector<std::string> key_users(dns::NameView name) const;
  /// The same, once for each such row.
  std::vector<std::string> rows_with_key(dns::NameView name) const;

  /// What the zone was before; null when it is new.
  ZoneHeadRef put(const ZoneHeadRef& head);
  void remove(const std::string& name);
  void put_key(const model::TsigKeyDocument& key);
  void remove_key(dns::NameView name);

 private:
  static bool is_named_after_apex(const NamedZone& zone);

  mutable std::shared_mutex mutex_;
  SettingsPool pool_;
  KeptZones by_name_;
  std::unordered_map<std::string, std::set<std::string>> linked_to_;
  // Zones whose name is not that of their apex. All others are found by it.
  std::unordered_map<dns::Name, std::set<std::string>, dns::NameHash, dns::NameEqual> named_apart_;
  struct NameOrder {
    bool operator()(const dns::Name& a, const dns::Name& b) const { return dns::compare(a, b) < 0; }
  };
  std::map<dns::Name, model::TsigKeyDocument, NameOrder> keys_;
};

}  // namespace zonecast::control
