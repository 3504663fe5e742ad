// SPDX-License-Identifier: GPL-3.0-or-later
// Octets read as the body of a block; what can be read is rendered and must read the same again.
#include "base/assert.h"
#include "dns/message.h"
#include "zone/block_reader.h"
#include "zone/block_renderer.h"

using namespace zonecast;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The first octet stands for the length of a question.
  const std::size_t base_offset = dns::header_size + data[0];
  const base::ByteView body(data + 1, size - 1);
  zone::BlockReader reader(body, base_offset);
  zone::BlockRenderer renderer;
  std::vector<dns::Record> records;
  while (reader.next()) {
    // Far above what decides a block's size; what pointers blow up ends here.
    if (renderer.size() + reader.record().rdata.size() > 60'000) return 0;
    renderer.add(reader.record());
    records.emplace_back(reader.record());
  }
  if (reader.malformed()) return 0;
  const auto block = renderer.finish();
  ZC_ASSERT(block->record_count() == records.size());
  std::size_t i = 0;
  block->for_each([&](const dns::RecordView& record) {
    ZC_ASSERT(dns::identical(record, records[i++].view()));
    return true;
  });
  ZC_ASSERT(i == records.size());
  return 0;
}
