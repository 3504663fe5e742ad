// SPDX-License-Identifier: GPL-3.0-or-later
// A zone as the directory keeps it. A hundred thousand of them stand side by side, most with the
// same secondaries: what is equal in many is kept once, what follows from something else is not
// kept. A ZoneHead is made of it when it is asked for.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "control/zone_head.h"
#include "dns/name.h"

namespace zonecast::control {

struct SharedSettings;

struct KeptZone {
  zone::ZoneVersionRef contents;
  std::shared_ptr<const zone::History> history;  // null: none
  SharedSettings* shared = nullptr;              // its SettingsPool's
  model::ZoneId id = 0;
  std::uint64_t version = 0;
  std::int64_t created_at = 0;  // Unix seconds
  std::int64_t updated_at = 0;
  std::array<std::uint8_t, 12> public_id{};
  std::uint32_t place = 0;  // among the users of `shared`
  struct Unusual {
    std::optional<std::string> public_id;  // when it is not 24 hex digits
    dns::Name apex;                        // as settings spell it
    std::string unservable;
  };
  std::unique_ptr<const Unusual> unusual;  // null for nearly every zone

  dns::NameView apex() const { return unusual ? unusual->apex.view() : contents->apex(); }
};
/// By name, where each stays as long as it is there.
using KeptZones = std::map<std::string, KeptZone, std::less<>>;
using NamedZone = KeptZones::value_type;

/// The settings that say nothing of the one zone.
struct SharedSettings {
  model::SerialPolicy serial_policy{};
  model::OutgoingTransfers primary;
  std::vector<std::int64_t> networks;
  std::string link;
  std::map<std::string, std::string> echoed;
  std::size_t hash = 0;
  std::vector<NamedZone*> users;  // in no order
};

/// Each SharedSettings that a zone has, once. One thread at a time.
class SettingsPool {
 public:
  SettingsPool() = default;
  SettingsPool(const SettingsPool&) = delete;
  SettingsPool& operator=(const SettingsPool&) = delete;

  /// The zone has these settings from now on.
  void use(NamedZone& zone, const model::ZoneSettings& settings);
  void remove_user(NamedZone& zone);
  /// How many different ones there are.
  std::size_t size() const { return by_hash_.size(); }

  struct Use {
    const SharedSettings* settings;
    std::size_t rows;  // of them that use the key
  };
  std::vector<Use> uses_of_key(dns::NameView name) const;

 private:
  SharedSettings& find_or_add(const model::ZoneSettings& settings);

  std::unordered_multimap<std::size_t, std::unique_ptr<SharedSettings>> by_hash_;
  SharedSettings* last_ = nullptr;  // given out last: the next zone often has the same
  std::unordered_map<dns::Name, std::map<const SharedSettings*, std::size_t>, dns::NameHash,
                     dns::NameEqual>
      by_key_;
};

/// All but `shared` and `place`, which are the pool's.
KeptZone keep(const ZoneHead& head);
ZoneHeadRef head_of(const NamedZone& zone);

}  // namespace zonecast::control
