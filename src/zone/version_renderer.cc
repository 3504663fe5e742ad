// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/version_renderer.h"

#include <iterator>

#include "base/assert.h"
#include "zone/record_store.h"

namespace zonecast::zone {

VersionRenderer::VersionRenderer(dns::NameView apex, const BlockLimits& limits,
                                 std::size_t together_max)
    : limits_(limits),
      together_max_(together_max),
      parts_(std::make_unique<ZoneVersion::Parts>()),
      together_(first_base_offset(apex)) {}

void VersionRenderer::add_owner(std::span<const dns::RecordView> records) {
  ZC_ASSERT(!records.empty());
  const bool is_apex = parts_->record_count == 0;
  if (is_apex) {
    ZC_ASSERT(records[0].type == dns::RrType::soa);
    set_soa(*parts_, records[0]);
  }
  parts_->record_count += records.size();
  if (!is_together_) {
    filler_->add_owner(records);
    return;
  }
  const auto mark = together_.mark();
  for (const auto& record : records) {
    together_.add(record);
    if (together_.size() <= together_max_) continue;
    together_.rewind(mark);
    is_together_ = false;
    if (is_apex) {
      filler_.emplace(limits_, first_base_offset(parts_->apex()));
      filler_->add_owner(records);
      filler_->close();
    } else {
      part_apex();
      filler_->add_owner(records);
    }
    return;
  }
  if (is_apex) {
    apex_size_ = together_.size();
    apex_record_count_ = together_.record_count();
  }
}

// The zone has outgrown one block: the apex stays in the first block, the others move on.
void VersionRenderer::part_apex() {
  const auto together = together_.finish();
  // Pointers lead backwards only, so the front of a body is a body.
  parts_->first = AnswerBlock::make(together->body().first(apex_size_), together->base_offset(),
                                    apex_record_count_, together->owner_offsets().first(1));
  parts_->body_octets = apex_size_;
  filler_.emplace(limits_);
  RecordStore store;
  store.append(*together, apex_size_);
  for (auto rest = store.records(); !rest.empty();) {
    const auto owner = first_owner(rest);
    filler_->add_owner(owner);
    rest = rest.subspan(owner.size());
  }
}

void VersionRenderer::append(std::vector<FilledBlock> blocks, std::uint64_t record_count) {
  if (blocks.empty()) return;
  if (is_together_) {
    is_together_ = false;
    part_apex();
  }
  filler_->close();
  auto& all = filler_->blocks();
  all.insert(all.end(), std::make_move_iterator(blocks.begin()),
             std::make_move_iterator(blocks.end()));
  parts_->record_count += record_count;
}

std::unique_ptr<const ZoneVersion::Parts> VersionRenderer::finish() {
  ZC_ASSERT(parts_->record_count > 0);
  if (is_together_) {
    parts_->first = together_.finish();
    parts_->body_octets = parts_->first->body().size();
    return std::move(parts_);
  }
  filler_->close();
  BlockIndex::Builder index(parts_->apex());
  for (auto& filled : filler_->blocks()) {
    parts_->body_octets += filled.block->body().size();
    if (!parts_->first) {
      parts_->first = std::move(filled.block);
    } else {
      index.append(std::move(filled.block));
    }
  }
  auto built = index.finish();
  if (built.size() > 0) parts_->index = std::make_unique<const BlockIndex>(std::move(built));
  return std::move(parts_);
}

}  // namespace zonecast::zone
