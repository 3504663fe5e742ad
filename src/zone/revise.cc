// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/revise.h"

#include "base/assert.h"
#include "zone/index_revision.h"
#include "zone/record_store.h"
#include "zone/version_renderer.h"
#include "zone/zone_parts.h"

namespace zonecast::zone {
namespace {

struct Changes {
  explicit Changes(const Difference& difference) {
    deletions.reserve(difference.deletion_count());
    additions.reserve(difference.addition_count());
    difference.for_each_deletion(
        [&](const dns::RecordView& record) { deletions.push_back(record); });
    difference.for_each_addition(
        [&](const dns::RecordView& record) { additions.push_back(record); });
    owners = by_owner(deletions, additions);
    // The SOA changes like any record of the apex, first of them.
    if (owners.empty() || owners[0].owner != difference.old_soa().owner) {
      owners.insert(owners.begin(), OwnerChange{});
    }
    auto& apex = owners[0];
    apex_deletions.push_back(difference.old_soa());
    apex_deletions.insert(apex_deletions.end(), apex.deletions.begin(), apex.deletions.end());
    apex_additions.push_back(difference.new_soa());
    apex_additions.insert(apex_additions.end(), apex.additions.begin(), apex.additions.end());
    apex = {apex_deletions[0].owner, apex_deletions, apex_additions};
  }

  std::vector<dns::RecordView> deletions;
  std::vector<dns::RecordView> additions;
  std::vector<dns::RecordView> apex_deletions;
  std::vector<dns::RecordView> apex_additions;
  std::vector<OwnerChange> owners;  // the apex first
};

std::unique_ptr<const ZoneVersion::Parts> render_whole(std::span<const dns::RecordView> records,
                                                       const BlockLimits& limits,
                                                       std::size_t together_max) {
  VersionRenderer renderer(records[0].owner, limits, together_max);
  while (!records.empty()) {
    const auto owner = first_owner(records);
    renderer.add_owner(owner);
    records = records.subspan(owner.size());
  }
  return renderer.finish();
}

// A zone of one block is merged and rendered as a whole.
std::unique_ptr<const ZoneVersion::Parts> revise_one_block(const ZoneVersion::Parts& base,
                                                           const Changes& changes,
                                                           const BlockLimits& limits) {
  RecordStore store;
  store.append(*base.first);
  std::vector<dns::RecordView> merged;
  merged.reserve(store.records().size() + changes.additions.size() + 1);
  merge_records(store.records(), changes.owners, merged);
  return render_whole(merged, limits, limits.grown());
}

std::unique_ptr<ZoneVersion::Parts> revise_indexed(const ZoneVersion::Parts& base,
                                                   const Changes& changes,
                                                   const BlockLimits& limits) {
  auto parts = std::make_unique<ZoneVersion::Parts>();
  IndexRevision revision(*base.index, base.apex(), limits);

  RecordStore store;
  store.append(*base.first);
  for (std::size_t i = 0; i < revision.apex_block_count(); ++i) store.append(*base.index->block(i));
  std::vector<dns::RecordView> apex;
  merge_records(store.records(), std::span(changes.owners).first(1), apex);
  set_soa(*parts, apex[0]);
  BlockFiller filler(limits, first_base_offset(base.apex()));
  filler.add_owner(apex);
  filler.close();
  auto blocks = std::move(filler.blocks());
  parts->first = std::move(blocks.front().block);
  blocks.erase(blocks.begin());
  revision.replace_apex_blocks(std::move(blocks));
  revision.apply(std::span(changes.owners).subspan(1));

  const auto edits = revision.edits();
  parts->body_octets = base.body_octets - base.first->body().size() + parts->first->body().size();
  for (const auto& edit : edits) {
    for (auto i = edit.first; i < edit.last; ++i)
      parts->body_octets -= base.index->block(i)->body().size();
    for (const auto& block : edit.blocks) parts->body_octets += block->body().size();
  }
  parts->record_count = base.record_count + changes.additions.size() - changes.deletions.size();
  auto index = base.index->edited(edits, base.apex());
  if (index.size() > 0) parts->index = std::make_unique<const BlockIndex>(std::move(index));
  return parts;
}

}  // namespace

ZoneVersion revise(const ZoneVersion& base, const Difference& difference,
                   const BlockLimits& limits) {
  ZC_ASSERT(difference.from() == base.serial());
  ZC_ASSERT(difference.old_soa().owner == base.apex());
  const Changes changes(difference);
  const auto& old_parts = base.parts();
  if (!old_parts.index) return ZoneVersion(revise_one_block(old_parts, changes, limits));
  auto parts = revise_indexed(old_parts, changes, limits);
  if (!parts->index || parts->body_octets > limits.fill / 4 * 3)
    return ZoneVersion(std::move(parts));
  // It fits one block again, with room to grow.
  RecordStore store;
  store.append(*parts->first);
  for (std::size_t i = 0; i < parts->index->size(); ++i) store.append(*parts->index->block(i));
  return ZoneVersion(render_whole(store.records(), limits, limits.fill));
}

}  // namespace zonecast::zone
