// SPDX-License-Identifier: GPL-3.0-or-later
// What the data plane sees: the current version of each zone, and who may transfer it.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "access/transfer_policy.h"
#include "access/views.h"
#include "dns/name.h"
#include "transfer/ixfr_answer.h"
#include "zone/history.h"
#include "zone/zone_version.h"

namespace zonecast::publication {

/// What only few zones have.
struct UnusualZone {
  std::string name{};  // as operators know it; empty: that of the apex
  /// Where it is served; null, as for nearly every zone: network 0 alone.
  std::shared_ptr<const std::vector<std::int64_t>> networks{};
  std::string unservable{};  // not empty: SERVFAIL, no transfers, for this reason

  bool is_usual() const { return name.empty() && !networks && unservable.empty(); }
};

/// One zone at one moment; immutable. A reader that holds it sees nothing change. There may be a
/// hundred thousand of them, so nothing is kept that follows from something else.
struct PublishedZone {
  std::uint64_t zone_id = 0;
  zone::ZoneVersionRef version;  // null in tests only
  std::shared_ptr<const zone::History> history;
  std::shared_ptr<const access::TransferPolicy> transfers;
  std::unique_ptr<const UnusualZone> unusual;  // null for nearly every zone
  transfer::IxfrAnswers ixfr_answers;

  /// Keeps of `what` only what is unusual; `version` is set before.
  void set_unusual(UnusualZone what);
  std::string name() const;
  const std::vector<std::int64_t>* networks() const {
    return unusual ? unusual->networks.get() : nullptr;
  }
  std::string_view unservable() const {
    return unusual ? std::string_view(unusual->unservable) : std::string_view();
  }
  access::ZoneFacts facts() const { return {name(), networks()}; }
};
using PublishedZoneRef = std::shared_ptr<const PublishedZone>;

/// Zones by apex; several may have one, and then differ in the views that show them. Thread-safe:
/// readers share a lock for one look-up in one of 64 shards; the publisher holds a shard's lock for
/// one pointer.
class ZoneTable {
 public:
  /// The zone whose apex is `apex`, of several the first made; null when there is none.
  PublishedZoneRef find(dns::NameView apex) const { return find(apex, first); }
  /// Of the zones whose apex is `apex` the one whose index `choose` gives; null when there is none
  /// or it gives -1. `choose` gets them by id, under the lock of a shard: it must be quick.
  template <typename Choose>
  PublishedZoneRef find(dns::NameView apex, Choose choose) const;
  /// All of them, by id.
  std::vector<PublishedZoneRef> find_all(dns::NameView apex) const;
  /// The zone with the longest apex that `qname` is within, as `choose` lets it be seen; null when
  /// there is none. With `above_cut`, a zone whose apex is `qname` itself is passed over when a
  /// parent zone is here (DS).
  template <typename Choose>
  PublishedZoneRef closest(dns::NameView qname, bool above_cut, Choose choose) const;
  PublishedZoneRef closest(dns::NameView qname, bool above_cut = false) const {
    return closest(qname, above_cut, first);
  }
  void put(PublishedZoneRef zone);
  void remove(dns::NameView apex, std::uint64_t zone_id);
  std::size_t size() const;
  void for_each(const std::function<void(const PublishedZoneRef&)>& receive) const;

 private:
  static int first(std::span<const PublishedZoneRef>) { return 0; }

  static constexpr std::size_t shard_count = 64;
  // A zone's own contents have its apex: the table keeps no other.
  static dns::NameView apex_of(dns::NameView apex) { return apex; }
  static dns::NameView apex_of(const PublishedZoneRef& zone) { return zone->version->apex(); }
  struct ApexHash {
    using is_transparent = void;
    std::size_t operator()(const auto& of) const { return dns::hash_value(apex_of(of)); }
  };
  struct ApexEqual {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const {
      return dns::equal(apex_of(a), apex_of(b));
    }
  };
  struct Shard {
    mutable std::shared_mutex mutex;
    boost::unordered_flat_set<PublishedZoneRef, ApexHash, ApexEqual> zones;
    // All zones of an apex that has more than one, by id; `zones` has the first of them. So the
    // usual single zone pays nothing for the others.
    boost::unordered_flat_map<dns::Name, std::vector<PublishedZoneRef>, dns::NameHash,
                              dns::NameEqual>
        several;

    /// The one that `zones` has gives way to another of the same apex.
    void replace(PublishedZoneRef zone) {
      zones.erase(zone);
      zones.insert(std::move(zone));
    }
  };
  const Shard& shard(dns::NameView apex) const {
    return shards_[dns::hash_value(apex) % shard_count];
  }
  Shard& shard(dns::NameView apex) { return shards_[dns::hash_value(apex) % shard_count]; }
  /// As they stand, under the shard's lock.
  static std::span<const PublishedZoneRef> zones_of(const Shard& home, dns::NameView apex);

  std::array<Shard, shard_count> shards_;
  // How many apexes have so many labels: depths without a zone are not looked at, so that a name of
  // 127 labels costs no more look-ups than one of three.
  static constexpr std::size_t depth_count = 128;
  std::array<std::atomic<std::uint32_t>, depth_count> zones_at_depth_{};
};

template <typename Choose>
PublishedZoneRef ZoneTable::find(dns::NameView apex, Choose choose) const {
  const Shard& home = shard(apex);
  const std::shared_lock lock(home.mutex);
  const auto zones = zones_of(home, apex);
  if (zones.empty()) return nullptr;
  const int chosen = choose(zones);
  return chosen < 0 ? nullptr : zones[static_cast<std::size_t>(chosen)];
}

template <typename Choose>
PublishedZoneRef ZoneTable::closest(dns::NameView qname, bool above_cut, Choose choose) const {
  PublishedZoneRef passed_over;
  dns::NameView candidate = qname;
  for (auto depth = static_cast<std::size_t>(qname.label_count());; --depth) {
    if (zones_at_depth_[depth].load(std::memory_order_relaxed) > 0) {
      if (PublishedZoneRef zone = find(candidate, choose)) {
        if (!above_cut || candidate.size() != qname.size()) return zone;
        passed_over = std::move(zone);
      }
    }
    if (depth == 0) return passed_over;
    candidate = candidate.parent();
  }
}

}  // namespace zonecast::publication
