// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/block_filler.h"

#include "dns/message.h"
#include "zone/record_store.h"

namespace zonecast::zone {

BlockFiller::BlockFiller(const BlockLimits& limits, std::size_t first_base_offset)
    : limits_(limits), aim_(limits.fill), renderer_(first_base_offset) {}

void BlockFiller::emit(bool cut) {
  blocks_.push_back({renderer_.finish(), cut});
  renderer_.reset(dns::header_size);
}

void BlockFiller::close() {
  if (!renderer_.empty()) emit(false);
}

void BlockFiller::add_owner(std::span<const dns::RecordView> records) {
  const bool alone = renderer_.empty();
  const auto mark = renderer_.mark();
  for (const auto& record : records) {
    renderer_.add(record);
    if (renderer_.size() <= limits_.fill) continue;
    renderer_.rewind(mark);
    if (alone) {
      add_large_owner(records);
    } else {
      emit(false);
      add_owner(records);
    }
    return;
  }
  if (renderer_.size() >= aim_) emit(false);
}

void BlockFiller::add_large_owner(std::span<const dns::RecordView> records) {
  bool cut = false;
  for (const auto& record : records) {
    const auto mark = renderer_.mark();
    renderer_.add(record);
    if (renderer_.size() > limits_.cut && mark.record_count > 0) {
      renderer_.rewind(mark);
      cut = true;
      emit(cut);
      renderer_.add(record);
    }
  }
  emit(cut);
}

std::vector<FilledBlock> fill_evenly(std::span<const dns::RecordView> records,
                                     const BlockLimits& limits) {
  const auto fill = [&](std::size_t limit, std::size_t aim) {
    BlockFiller filler({limit, limits.cut});
    filler.aim_at(aim);
    for (auto rest = records; !rest.empty();) {
      const auto owner = first_owner(rest);
      filler.add_owner(owner);
      rest = rest.subspan(owner.size());
    }
    filler.close();
    return std::move(filler.blocks());
  };
  auto blocks = fill(limits.grown(), limits.grown());
  if (blocks.size() <= 1) return blocks;
  std::size_t octets = 0;
  for (const auto& filled : blocks) octets += filled.block->body().size();
  const std::size_t count = (octets + limits.fill - 1) / limits.fill;
  return fill(limits.fill, octets / count);
}

}  // namespace zonecast::zone
