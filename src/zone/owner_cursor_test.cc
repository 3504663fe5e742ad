// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>

#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

using testing::a;
using testing::build;
using testing::name;
using testing::ns;
using testing::soa;
using testing::txt;

TEST(OwnerCursor, moves_as_over_a_sorted_list_of_owners) {
  EXPECT_TRUE(rc::check([] {
    const BlockLimits limits{*rc::gen::inRange<std::size_t>(60, 400), 1000};
    std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
    const auto labels =
        *rc::gen::container<std::vector<dns::Name>>(rc::gen::arbitrary<dns::Name>());
    for (const auto& label : labels) {
      const auto owner = dns::Name::concatenate(label, name("example.org"));
      if (!owner) continue;
      auto record = a(".", 1);
      record.owner = *owner;
      // Now and then an owner that is cut over blocks.
      const auto count = *rc::gen::weightedElement<int>({{9, 1}, {1, 90}});
      for (int i = 0; i < count; ++i) {
        record.rdata[3] = static_cast<std::uint8_t>(i);
        records.push_back(record);
      }
    }
    const auto version = build(records, limits);
    std::vector<dns::Name> owners;
    for (const auto& record : testing::records_of(version)) {
      if (owners.empty() || !(owners.back() == record.owner)) owners.push_back(record.owner);
    }

    // Forwards.
    auto cursor = version.seek(version.apex());
    for (const auto& owner : owners) {
      RC_ASSERT(!cursor.at_end());
      RC_ASSERT(cursor.owner() == owner.view());
      std::size_t count = 0;
      cursor.for_each_record([&](const dns::RecordView& record) {
        RC_ASSERT(record.owner == owner.view());
        ++count;
        return true;
      });
      const auto expected = find_owner(version, owner);
      RC_ASSERT(count == expected.size());
      cursor.advance();
    }
    RC_ASSERT(cursor.at_end());
    // Backwards.
    for (auto owner = owners.rbegin(); owner != owners.rend(); ++owner) {
      RC_ASSERT(cursor.retreat());
      RC_ASSERT(cursor.owner() == owner->view());
    }
    RC_ASSERT(!cursor.retreat());
    RC_ASSERT(cursor.owner() == owners.front().view());
    // Anywhere.
    for (const auto& label :
         *rc::gen::container<std::vector<dns::Name>>(20, rc::gen::arbitrary<dns::Name>())) {
      const auto wanted = dns::Name::concatenate(label, name("example.org"));
      if (!wanted) continue;
      const auto found = version.seek(*wanted);
      const auto expected = std::find_if(owners.begin(), owners.end(), [&](const dns::Name& owner) {
        return dns::compare(owner, *wanted) >= 0;
      });
      RC_ASSERT(found.at_end() == (expected == owners.end()));
      if (!found.at_end()) RC_ASSERT(found.owner() == expected->view());
    }
  }));
}

TEST(FindRrset, finds_records_in_any_letter_case_and_nothing_else) {
  const auto version = build({soa(1), ns("example.org", "ns1.example.org"), a("WWW.example.org", 1),
                              a("www.example.org", 2), txt("www.example.org", 5)});
  EXPECT_EQ(find_rrset(version, name("www.EXAMPLE.org"), dns::RrType::a).size(), 2u);
  EXPECT_EQ(find_owner(version, name("www.example.org")).size(), 3u);
  EXPECT_EQ(find_rrset(version, name("www.example.org"), dns::RrType::aaaa).size(), 0u);
  EXPECT_EQ(find_rrset(version, name("ww.example.org"), dns::RrType::a).size(), 0u);
  EXPECT_EQ(find_rrset(version, name("example.com"), dns::RrType::a).size(), 0u);
  EXPECT_EQ(find_rrset(version, name("example.org"), dns::RrType::soa).size(), 1u);
}

}  // namespace
}  // namespace zonecast::zone
