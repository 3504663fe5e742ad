// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/record_store.h"

#include "base/assert.h"
#include "zone/block_reader.h"

namespace zonecast::zone {

base::ByteView RecordStore::keep(base::ByteView octets) {
  if (octets.empty()) return {};
  auto* copy = static_cast<std::uint8_t*>(arena_.allocate(octets.size(), 1));
  std::memcpy(copy, octets.data(), octets.size());
  return {copy, octets.size()};
}

void RecordStore::append(const AnswerBlock& block, std::size_t from) {
  records_.reserve(records_.size() + block.record_count());
  BlockReader reader(block, from);
  dns::NameView owner;
  while (reader.next()) {
    auto record = reader.record();
    if (!reader.owner_repeated()) owner = dns::NameView::trusted(keep(record.owner.wire()));
    record.owner = owner;
    if (reader.rdata_expanded()) record.rdata = keep(record.rdata);
    records_.push_back(record);
  }
  ZC_ASSERT(!reader.malformed());
}

std::span<const dns::RecordView> first_owner(std::span<const dns::RecordView> records) {
  std::size_t count = 0;
  while (count < records.size() &&
         (records[count].owner.wire().data() == records[0].owner.wire().data() ||
          records[count].owner == records[0].owner)) {
    ++count;
  }
  return records.first(count);
}

}  // namespace zonecast::zone
