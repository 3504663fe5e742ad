// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/block_index.h"

#include <gtest/gtest.h>

#include "zone/block_renderer.h"
#include "zone/sort_prefix.h"
#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

const dns::Name apex = testing::name("example.org");

BlockRef block_of(int number) {
  BlockRenderer renderer;
  char owner[40];
  std::snprintf(owner, sizeof owner, "host-%06d.example.org", number);
  renderer.add(testing::a(owner, 1).view());
  return renderer.finish();
}

int number_of(const BlockRef& block) {
  return std::stoi(dns::to_text(block->owner_at(0)).substr(5, 6));
}

std::vector<BlockRef> blocks_of(const BlockIndex& index) {
  std::vector<BlockRef> blocks;
  for (std::size_t i = 0; i < index.size(); ++i) blocks.push_back(index.block(i));
  return blocks;
}

TEST(BlockIndex, equals_a_plain_list_after_any_edits) {
  EXPECT_TRUE(rc::check([] {
    const auto page_entries = *rc::gen::inRange<std::size_t>(4, 12);
    const auto size = *rc::gen::inRange<std::size_t>(0, 120);
    std::vector<BlockRef> model;
    for (std::size_t i = 0; i < size; ++i) model.push_back(block_of(static_cast<int>(i) * 1000));
    auto index = BlockIndex::make(model, apex, page_entries);
    for (int round = 0; round < 5; ++round) {
      std::vector<BlockEdit> edits;
      std::vector<BlockRef> next;
      std::size_t at = 0;
      const auto count = *rc::gen::inRange(0, 4);
      for (int i = 0; i < count && at <= model.size(); ++i) {
        const auto first = *rc::gen::inRange(at, model.size() + 1);
        const auto last = *rc::gen::inRange(first, std::min(first + 20, model.size()) + 1);
        BlockEdit edit{first, last, {}};
        next.insert(next.end(), model.begin() + static_cast<std::ptrdiff_t>(at),
                    model.begin() + static_cast<std::ptrdiff_t>(first));
        // Names between those around, so that the order holds.
        const int low = next.empty() ? 0 : number_of(next.back()) + 1;
        const int high = last == model.size() ? 1'000'000 : number_of(model[last]);
        const auto added = *rc::gen::inRange(0, 15);
        for (int k = 0; k < added && low + k < high; ++k) edit.blocks.push_back(block_of(low + k));
        next.insert(next.end(), edit.blocks.begin(), edit.blocks.end());
        at = last;
        edits.push_back(std::move(edit));
        if (first == last) break;  // another edit at the same place would be the same edit
      }
      if (at < model.size())
        next.insert(next.end(), model.begin() + static_cast<std::ptrdiff_t>(at), model.end());
      index = index.edited(edits, apex, page_entries);
      RC_ASSERT(blocks_of(index) == next);
      for (std::size_t i = 0; i < next.size(); ++i) {
        RC_ASSERT(index.lower_bound(next[i]->owner_at(0), apex) == i);
      }
      RC_ASSERT(index.lower_bound(testing::name("zzz.example.org"), apex) == next.size());
      RC_ASSERT(index.page_count() <= 1 + next.size() / (page_entries / 4));
      model = next;
    }
  }));
}

TEST(BlockIndex, shares_the_pages_that_an_edit_does_not_touch) {
  std::vector<BlockRef> blocks;
  for (int i = 0; i < 2560; ++i) blocks.push_back(block_of(i));
  const auto before = BlockIndex::make(blocks, apex);
  const std::vector<BlockEdit> edits{{700, 701, {blocks[700]}}};
  const auto after = before.edited(edits, apex);
  EXPECT_EQ(before.page_count(), 10u);
  EXPECT_EQ(after.page_count(), 10u);
  EXPECT_EQ(after.shared_page_count(before), 9u);
}

TEST(SortPrefix, orders_names_as_the_canonical_order_does_or_leaves_it_open) {
  EXPECT_TRUE(rc::check([](const dns::Name& a, const dns::Name& b) {
    for (const auto& zone : {dns::Name(), apex}) {
      const auto x = dns::Name::concatenate(a, zone);
      const auto y = dns::Name::concatenate(b, zone);
      if (!x || !y) continue;
      const auto left = sort_prefix(*x, zone);
      const auto right = sort_prefix(*y, zone);
      if (left != right) {
        RC_ASSERT((left < right) == (dns::compare(*x, *y) < 0));
      } else {
        std::string key;
        dns::append_sort_key(key, *x, zone);
        key.resize(8, '\0');
        RC_ASSERT(base::load_u64(base::as_bytes(key).data()) == left);
      }
    }
  }));
}

}  // namespace
}  // namespace zonecast::zone
