// SPDX-License-Identifier: GPL-3.0-or-later
// The zones as last committed: settings, contents, history, by name. The control plane's own
// picture; the data plane has the ZoneTable.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/zone_settings.h"
#include "zone/history.h"
#include "zone/zone_version.h"

namespace zonecast::control {

/// One zone at one version of the store; immutable.
struct ZoneHead {
  std::shared_ptr<const model::ZoneSettings> settings;
  zone::ZoneVersionRef contents;
  std::shared_ptr<const zone::History> history;
  std::uint64_t version = 0;
  std::string unservable;  // why it is not served, when it is not
};
using ZoneHeadRef = std::shared_ptr<const ZoneHead>;

/// Thread-safe; one writer.
class ZoneDirectory {
 public:
  ZoneHeadRef find(const std::string& name) const;
  /// The zones of this FQDN, by name: none, one, or several that differ in their views.
  std::vector<ZoneHeadRef> find_apex(dns::NameView apex) const;
  std::vector<ZoneHeadRef> list(const std::string& after, std::size_t count_max) const;
  /// Those that `wanted` takes, by name; it is asked under the lock and must not come back here.
  std::vector<ZoneHeadRef> select(const std::function<bool(const ZoneHead&)>& wanted) const;
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

  void put(ZoneHeadRef head);
  void remove(const std::string& name);
  void put_key(const model::TsigKeyDocument& key);
  void remove_key(dns::NameView name);

 private:
  void count_keys(const ZoneHead& head, bool add);

  mutable std::shared_mutex mutex_;
  std::map<std::string, ZoneHeadRef, std::less<>> by_name_;
  std::unordered_map<std::string, std::set<std::string>> linked_to_;
  std::unordered_map<dns::Name, std::string, dns::NameHash, dns::NameEqual> by_apex_;
  // Names of all zones of an FQDN that has more than one; by_apex_ has one of them.
  std::unordered_map<dns::Name, std::set<std::string>, dns::NameHash, dns::NameEqual> several_;
  struct NameOrder {
    bool operator()(const dns::Name& a, const dns::Name& b) const { return dns::compare(a, b) < 0; }
  };
  std::map<dns::Name, model::TsigKeyDocument, NameOrder> keys_;
  std::unordered_map<dns::Name, std::multiset<std::string>, dns::NameHash, dns::NameEqual>
      key_users_;
};

}  // namespace zonecast::control
