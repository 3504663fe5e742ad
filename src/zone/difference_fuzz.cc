// SPDX-License-Identifier: GPL-3.0-or-later
// What decode() accepts, encodes to the same octets again.
#include "base/assert.h"
#include "zone/difference.h"

using namespace zonecast;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto difference = zone::Difference::decode(base::Bytes(data, data + size));
  if (!difference) return 0;
  zone::ZoneChange change;
  difference->for_each_deletion([&](const auto& record) { change.deletions.emplace_back(record); });
  difference->for_each_addition([&](const auto& record) { change.additions.emplace_back(record); });
  const zone::Difference again(difference->old_soa(), difference->new_soa(), change);
  ZC_ASSERT(base::equal(again.encoded(), {data, size}));
  return 0;
}
