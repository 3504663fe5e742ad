// SPDX-License-Identifier: GPL-3.0-or-later
// The payload of one chunk, its header put right: what the decoder accepts can be walked, found in,
// revised and encoded to the same octets.
#include "zone/image.h"

#include "base/assert.h"
#include "zone/checksum.h"
#include "zone/revise.h"

using namespace zonecast;  // NOLINT(google-build-using-namespace)

namespace {

void walk(const zone::ZoneVersion& version) {
  std::uint64_t records = 0;
  for (auto cursor = version.seek(version.apex()); !cursor.at_end(); cursor.advance()) {
    cursor.for_each_record([&](const dns::RecordView& record) {
      ZC_ASSERT(record.owner == cursor.owner());
      ++records;
      return true;
    });
    ZC_ASSERT(version.seek(cursor.owner()).owner() == cursor.owner());
  }
  ZC_ASSERT(records == version.record_count());
}

// Takes every other record out, or puts it in again.
zone::ZoneVersion step(const zone::ZoneVersion& version, const zone::ZoneChange& change) {
  auto soa = dns::Record(version.soa());
  dns::set_soa_serial(soa.rdata, version.serial().plus(1));
  return zone::revise(version, zone::Difference(version.soa(), soa.view(), change));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  base::Bytes chunk{'Z', 'C', 'I', 1, 0, 0, 0, 0};
  base::append_u64(chunk, zone::checksum({data, size}));
  base::append(chunk, {data, size});
  zone::ImageDecoder outline(zone::ImageCheck::outline);
  const bool outline_holds = outline.feed(chunk).has_value() && outline.finish().has_value();
  zone::ImageDecoder decoder(zone::ImageCheck::records);
  if (!decoder.feed(chunk)) return 0;
  const auto version = decoder.finish();
  if (!version) return 0;
  ZC_ASSERT(outline_holds);
  walk(*version);

  zone::encode_image(*version, chunk.size(),
                     [&](const base::Bytes& again) { ZC_ASSERT(again == chunk); });

  zone::ZoneChange change;
  bool odd = false;
  version->for_each([&](const dns::RecordView& record) {
    odd = !odd;
    if (record.type != dns::RrType::soa && odd) change.deletions.emplace_back(record);
    return true;
  });
  const auto without = step(*version, change);
  walk(without);
  const auto again = step(without, {{}, change.deletions});
  walk(again);
  const auto left = zone::difference_between(*version, again);
  ZC_ASSERT(left.empty());
  return 0;
}
