// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/answer_block.h"

#include <gtest/gtest.h>

#include <thread>

#include "zone/block_renderer.h"
#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

using testing::a;
using testing::name;
using testing::ns;
using testing::to_name;
using testing::txt;

BlockRef render(const std::vector<dns::Record>& records, std::size_t base_offset = 12) {
  BlockRenderer renderer(base_offset);
  for (const auto& record : records) renderer.add(record.view());
  return renderer.finish();
}

std::vector<dns::Record> read(const AnswerBlock& block, std::size_t from = 0) {
  std::vector<dns::Record> records;
  block.for_each(
      [&](const dns::RecordView& record) {
        records.emplace_back(record);
        return true;
      },
      from);
  return records;
}

bool same(const std::vector<dns::Record>& a, const std::vector<dns::Record>& b) {
  return std::ranges::equal(
      a, b, [](const auto& x, const auto& y) { return dns::identical(x.view(), y.view()); });
}

TEST(AnswerBlock, is_the_answer_section_that_the_format_document_shows) {
  const auto block = render({a("www.example.org", 1), ns("www.example.org", "ns.Example.org")});
  const std::string expected =
      "0377777707"
      "6578616d706c65"
      "036f726700"
      "0001"
      "0001"
      "0000012c"
      "0004"
      "c0000201"
      "c00c"
      "0002"
      "0001"
      "0000012c"
      "000d"
      "026e73"
      "074578616d706c65"
      "c018";
  EXPECT_EQ(base::to_hex(block->body()), expected);
  EXPECT_EQ(block->owner_offsets().size(), 1u);
}

TEST(AnswerBlock, compresses_rdata_names_of_rfc_1035_types_only) {
  const auto compressed = render({ns("example.org", "ns1.example.org")});
  base::Bytes srv{0, 1, 0, 1, 0, 53};
  base::append(srv, name("ns1.example.org").wire());
  const auto spelled = render({{name("example.org"), dns::RrType::srv, 300, srv}});
  EXPECT_EQ(compressed->body().size(), 13 + 10 + 6u);
  EXPECT_EQ(spelled->body().size(), 13 + 10 + srv.size());
}

TEST(AnswerBlock, keeps_names_of_different_letter_case_apart) {
  const std::vector<dns::Record> records{a("a.Example.org", 1), a("b.example.ORG", 2),
                                         a("c.example.org", 3)};
  EXPECT_TRUE(same(read(*render(records)), records));
}

TEST(AnswerBlock, expands_names_for_whatever_offset_it_was_rendered_at) {
  const std::vector<dns::Record> records{testing::soa(1), ns("example.org", "ns1.example.org"),
                                         ns("example.org", "example.org")};
  for (const std::size_t base : {12u, 29u, 271u})
    EXPECT_TRUE(same(read(*render(records, base)), records));
}

TEST(AnswerBlock, never_points_to_offset_0x4000_or_beyond) {
  // A first name that ends just below, at and behind the limit; then the same name again.
  for (std::size_t filling = 0x4000 - 100; filling < 0x4000; ++filling) {
    std::vector<dns::Record> records{
        txt("a", filling - 12 - 3 - 10), ns("b", "deep.label.example.org"),
        ns("c", "deep.label.example.org"), ns("d", "label.example.org"), a("d", 1)};
    const auto block = render(records);
    EXPECT_TRUE(same(read(*block), records));
  }
}

TEST(AnswerBlock, holds_the_root_as_owner) {
  const std::vector<dns::Record> records{ns(".", "a.root-servers.net"),
                                         ns(".", "b.root-servers.net")};
  const auto block = render(records);
  EXPECT_TRUE(same(read(*block), records));
  EXPECT_EQ(block->owner_offsets().size(), 1u);
}

TEST(AnswerBlock, reads_on_from_the_offset_of_an_owner) {
  const std::vector<dns::Record> records{a("a.example.org", 1), a("b.example.org", 2),
                                         a("b.example.org", 3)};
  const auto block = render(records);
  ASSERT_EQ(block->owner_offsets().size(), 2u);
  EXPECT_EQ(block->owner_at(block->owner_offsets()[1]), name("b.example.org"));
  EXPECT_TRUE(same(read(*block, block->owner_offsets()[1]), {records[1], records[2]}));
}

TEST(AnswerBlock, is_freed_by_its_last_reference_on_any_thread) {
  auto block = render({a("a.example.org", 1)});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([copy = block] {
      for (int k = 0; k < 1000; ++k) {
        const auto another = copy;
        ASSERT_EQ(another->record_count(), 1);
      }
    });
  }
  block = BlockRef();
  EXPECT_FALSE(block);
  for (auto& thread : threads) thread.join();
}

TEST(BlockRenderer, renders_the_same_after_taking_records_back) {
  EXPECT_TRUE(rc::check([] {
    const auto any_records = [] {
      return *rc::gen::container<std::vector<dns::Record>>(rc::gen::map(
          rc::gen::pair(rc::gen::arbitrary<dns::Name>(), rc::gen::arbitrary<dns::Name>()),
          [](const auto& names) {
            return dns::Record(names.first, dns::RrType::ns, 1, testing::bytes(names.second));
          }));
    };
    const auto kept = any_records();
    const auto dropped = any_records();
    const auto more = any_records();
    BlockRenderer renderer;
    for (const auto& record : kept) renderer.add(record.view());
    const auto mark = renderer.mark();
    for (const auto& record : dropped) renderer.add(record.view());
    renderer.rewind(mark);
    for (const auto& record : more) renderer.add(record.view());
    auto all = kept;
    all.insert(all.end(), more.begin(), more.end());
    const auto block = renderer.finish();
    RC_ASSERT(base::equal(block->body(), render(all)->body()));
    RC_ASSERT(same(read(*block), all));
  }));
}

}  // namespace
}  // namespace zonecast::zone
