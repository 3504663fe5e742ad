// SPDX-License-Identifier: GPL-3.0-or-later
// What the data plane sees: the current version of each zone, and who may transfer it.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "access/transfer_policy.h"
#include "dns/name.h"
#include "transfer/ixfr_answer.h"
#include "zone/history.h"
#include "zone/zone_version.h"

namespace zonecast::publication {

/// One zone at one moment; immutable. A reader that holds it sees nothing change.
struct PublishedZone {
  std::uint64_t zone_id = 0;
  std::string name;  // the zone's name, as operators know it
  zone::ZoneVersionRef version;
  std::shared_ptr<const zone::History> history;
  std::shared_ptr<const access::TransferPolicy> transfers;
  std::string unservable;  // not empty: SERVFAIL, no transfers, for this reason
  transfer::IxfrAnswers ixfr_answers;
};
using PublishedZoneRef = std::shared_ptr<const PublishedZone>;

/// Thread-safe: readers share a lock for one look-up in one of 64 shards; the publisher holds a
/// shard's lock for one pointer.
class ZoneTable {
 public:
  /// The zone whose apex is `apex`; null when there is none.
  PublishedZoneRef find(dns::NameView apex) const;
  /// The zone with the longest apex that `qname` is within; null when there is none. With
  /// `above_cut`, a zone whose apex is `qname` itself is passed over when a parent zone is here
  /// (DS).
  PublishedZoneRef closest(dns::NameView qname, bool above_cut = false) const;
  void put(PublishedZoneRef zone);
  void remove(dns::NameView apex);
  std::size_t size() const;
  void for_each(const std::function<void(const PublishedZoneRef&)>& receive) const;

 private:
  static constexpr std::size_t shard_count = 64;
  using Map = boost::unordered_flat_map<dns::Name, PublishedZoneRef, dns::NameHash, dns::NameEqual>;
  struct Shard {
    mutable std::shared_mutex mutex;
    Map zones;
  };
  const Shard& shard(dns::NameView apex) const {
    return shards_[dns::hash_value(apex) % shard_count];
  }
  Shard& shard(dns::NameView apex) { return shards_[dns::hash_value(apex) % shard_count]; }
  std::array<Shard, shard_count> shards_;
  // How many apexes have so many labels: depths without a zone are not looked at, so that a name of
  // 127 labels costs no more look-ups than one of three.
  static constexpr std::size_t depth_count = 128;
  std::array<std::atomic<std::uint32_t>, depth_count> zones_at_depth_{};
};

}  // namespace zonecast::publication
