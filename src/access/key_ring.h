// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/published.h"
#include "dns/tsig.h"
#include "model/secondary.h"

namespace zonecast::access {

/// All TSIG keys, by name. Readers take a snapshot; one writer. Thread-safe.
class KeyRing {
 public:
  using Map = std::unordered_map<dns::Name, dns::TsigKeyRef, dns::NameHash, dns::NameEqual>;

  KeyRing();
  dns::TsigKeyRef find(dns::NameView name) const;
  void replace(const std::vector<model::TsigKeyDocument>& keys);
  void put(const model::TsigKeyDocument& key);
  void remove(dns::NameView name);
  /// Pairs of keys that are rolled over, all of them: each stands for the other, whether it is here
  /// already or comes later.
  void set_partners(const std::vector<std::pair<dns::Name, dns::Name>>& pairs);

 private:
  using Partners = std::unordered_map<dns::Name, dns::Name, dns::NameHash, dns::NameEqual>;
  dns::TsigKeyRef prepare(const model::TsigKeyDocument& key) const;

  Partners partners_;  // the writer's
  base::Published<Map> keys_;
};

}  // namespace zonecast::access
