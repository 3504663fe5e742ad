// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/inverse.h"

namespace zonecast::zone {

Difference inverse(const Difference& difference) {
  ZoneChange change;
  change.deletions.reserve(difference.addition_count());
  change.additions.reserve(difference.deletion_count());
  difference.for_each_addition(
      [&](const dns::RecordView& record) { change.deletions.emplace_back(record); });
  difference.for_each_deletion(
      [&](const dns::RecordView& record) { change.additions.emplace_back(record); });
  return {difference.new_soa(), difference.old_soa(), change};
}

}  // namespace zonecast::zone
