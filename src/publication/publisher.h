// SPDX-License-Identifier: GPL-3.0-or-later
// Puts versions into the table the data plane reads.
#pragma once

#include <memory>
#include <string>

#include "publication/zone_table.h"

namespace zonecast::publication {

/// Octets of differences kept for IXFR beside a zone of `body_octets`: an answer larger than the
/// zone is never sent, so history need not outgrow it.
inline constexpr std::size_t history_octets_min = 64 * 1024;
inline std::size_t history_octets_max(std::uint64_t body_octets) {
  return body_octets > history_octets_min ? static_cast<std::size_t>(body_octets)
                                          : history_octets_min;
}

/// One thread publishes; the table's readers are many.
class Publisher {
 public:
  explicit Publisher(ZoneTable& table) : table_(table) {}

  /// Replaces what is published of the zone; everything a reader needs comes with it.
  PublishedZoneRef publish(std::uint64_t zone_id, std::string name, zone::ZoneVersionRef version,
                           std::shared_ptr<const zone::History> history,
                           std::shared_ptr<const access::TransferPolicy> transfers,
                           std::shared_ptr<const std::vector<std::int64_t>> networks,
                           std::string unservable) {
    auto next = std::make_shared<PublishedZone>();
    next->zone_id = zone_id;
    next->version = std::move(version);
    next->history = std::move(history);
    next->transfers = std::move(transfers);
    next->set_unusual({std::move(name), std::move(networks), std::move(unservable)});
    table_.put(next);
    return next;
  }
  void withdraw(dns::NameView apex, std::uint64_t zone_id) { table_.remove(apex, zone_id); }

 private:
  ZoneTable& table_;
};

}  // namespace zonecast::publication
