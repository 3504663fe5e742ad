// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/block_index.h"

#include <algorithm>

#include "base/assert.h"
#include "zone/sort_prefix.h"

namespace zonecast::zone {

bool BlockIndex::precedes(const Entry& entry, std::uint64_t prefix, dns::NameView name) {
  if (entry.prefix != prefix) return entry.prefix < prefix;
  NameBuffer buffer;
  return dns::compare(entry.block->owner_at(0, buffer), name) < 0;
}

const BlockRef& BlockIndex::block(std::size_t i) const {
  ZC_ASSERT(i < size_);
  const auto after =
      std::upper_bound(directory_.begin(), directory_.end(), i,
                       [](std::size_t at, const Page& page) { return at < page.first; });
  const auto& page = *std::prev(after);
  return page.entries[static_cast<std::ptrdiff_t>(i - page.first)].block;
}

std::size_t BlockIndex::lower_bound(dns::NameView name, dns::NameView apex) const {
  const auto prefix = sort_prefix(name, apex);
  const auto after =
      std::partition_point(directory_.begin(), directory_.end(), [&](const Page& page) {
        return page.prefix != prefix ? page.prefix < prefix
                                     : precedes(page.entries[0], prefix, name);
      });
  if (after == directory_.begin()) return 0;
  const auto& page = *std::prev(after);
  const auto* begin = page.entries.get();
  const auto* found = std::partition_point(
      begin, begin + page.size, [&](const Entry& entry) { return precedes(entry, prefix, name); });
  return page.first + static_cast<std::size_t>(found - begin);
}

std::optional<std::size_t> BlockIndex::last_with_nsec3(std::size_t end) const {
  auto page = std::upper_bound(directory_.begin(), directory_.end(), end,
                               [](std::size_t at, const Page& each) { return at <= each.first; });
  while (page != directory_.begin()) {
    --page;
    if (!page->holds_nsec3) continue;
    const std::size_t stop = std::min<std::size_t>(page->size, end - page->first);
    for (std::size_t i = stop; i-- > 0;) {
      if (page->entries[static_cast<std::ptrdiff_t>(i)].block->holds_nsec3())
        return page->first + i;
    }
  }
  return std::nullopt;
}

std::size_t BlockIndex::shared_page_count(const BlockIndex& other) const {
  return static_cast<std::size_t>(
      std::count_if(directory_.begin(), directory_.end(), [&](const Page& page) {
        return std::any_of(other.directory_.begin(), other.directory_.end(),
                           [&](const Page& theirs) { return theirs.entries == page.entries; });
      }));
}

BlockIndex BlockIndex::make(std::span<const BlockRef> blocks, dns::NameView apex,
                            std::size_t page_entries) {
  Builder builder(apex, page_entries);
  for (const auto& block : blocks) builder.append(block);
  return builder.finish();
}

BlockIndex BlockIndex::edited(std::span<const BlockEdit> edits, dns::NameView apex,
                              std::size_t page_entries) const {
  Builder builder(apex, page_entries);
  builder.index_.directory_.reserve(directory_.size() + 2);
  auto edit = edits.begin();
  std::size_t skip_to = 0;  // blocks before it have given way
  for (const auto& page : directory_) {
    const std::size_t end = std::size_t{page.first} + page.size;
    if (skip_to <= page.first && (edit == edits.end() || edit->first >= end)) {
      builder.share(page);
      continue;
    }
    for (std::size_t i = page.first; i < end; ++i) {
      // An edit at the very end of a page belongs to the next one, which begins there.
      while (edit != edits.end() && edit->first == i) {
        ZC_ASSERT(edit->first >= skip_to);
        for (const auto& block : edit->blocks) builder.append(block);
        skip_to = edit->last;
        ++edit;
      }
      if (i >= skip_to) builder.append(page.entries[static_cast<std::ptrdiff_t>(i - page.first)]);
    }
  }
  for (; edit != edits.end(); ++edit) {
    ZC_ASSERT(edit->first == size_);
    for (const auto& block : edit->blocks) builder.append(block);
  }
  return builder.finish();
}

void BlockIndex::Builder::append(BlockRef block) {
  NameBuffer buffer;
  const auto prefix = sort_prefix(block->owner_at(0, buffer), apex_);
  pending_.push_back({prefix, std::move(block)});
  // Kept back so that an even split never leaves a page under half full.
  if (pending_.size() >= 2 * page_entries_) {
    put_page(std::span(pending_).first(page_entries_));
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(page_entries_));
  }
}

void BlockIndex::Builder::put_page(std::span<Entry> entries) {
  Page page;
  page.prefix = entries.front().prefix;
  page.size = static_cast<std::uint32_t>(entries.size());
  page.first = static_cast<std::uint32_t>(index_.size_);
  page.holds_nsec3 =
      std::ranges::any_of(entries, [](const Entry& entry) { return entry.block->holds_nsec3(); });
  auto copy = std::make_shared<Entry[]>(entries.size());
  std::move(entries.begin(), entries.end(), copy.get());
  page.entries = std::move(copy);
  index_.size_ += entries.size();
  index_.directory_.push_back(std::move(page));
}

void BlockIndex::Builder::flush() {
  const std::size_t pages = (pending_.size() + page_entries_ - 1) / page_entries_;
  std::span<Entry> rest(pending_);
  for (std::size_t left = pages; left > 0; --left) {
    const auto share = rest.first((rest.size() + left - 1) / left);
    put_page(share);
    rest = rest.subspan(share.size());
  }
  pending_.clear();
}

void BlockIndex::Builder::share(const Page& page) {
  if (!pending_.empty() && pending_.size() < page_entries_ / 4) {
    pending_.insert(pending_.end(), page.entries.get(), page.entries.get() + page.size);
    return;
  }
  flush();
  index_.directory_.push_back(page);
  index_.directory_.back().first = static_cast<std::uint32_t>(index_.size_);
  index_.size_ += page.size;
}

BlockIndex BlockIndex::Builder::finish() {
  if (!pending_.empty() && pending_.size() < page_entries_ / 4 && !index_.directory_.empty()) {
    // Too few for a page of their own: join the last page, shared or not.
    const auto last = index_.directory_.back();
    index_.directory_.pop_back();
    index_.size_ -= last.size;
    pending_.insert(pending_.begin(), last.entries.get(), last.entries.get() + last.size);
  }
  flush();
  index_.directory_.shrink_to_fit();
  return std::move(index_);
}

}  // namespace zonecast::zone
