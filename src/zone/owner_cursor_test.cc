// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "zone/nsec3_hash.h"
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

/// An owner as NSEC3 records have it.
dns::Name hashed(std::uint32_t number) {
  const std::string digits = std::to_string(number);
  return name(std::string(nsec3_label_size - digits.size(), '0') + digits + ".example.org");
}

dns::Record nsec3(const dns::Name& owner) {
  base::Bytes rdata{1, 1, 0, 0, 0, nsec3_hash_size};
  rdata.resize(rdata.size() + nsec3_hash_size);
  return {owner, dns::RrType::nsec3, 60, rdata};
}

TEST(OwnerCursor, retreats_to_an_nsec3_as_if_it_had_looked_at_every_owner) {
  EXPECT_TRUE(rc::check([] {
    const BlockLimits limits{*rc::gen::inRange<std::size_t>(100, 600), 1000};
    std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
    for (const auto kind : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12))) {
      const auto number = *rc::gen::inRange<std::uint32_t>(0, 1000);
      const auto owner = hashed(number);
      if (kind < 2) records.push_back(nsec3(owner));
      if (kind == 1 || kind == 2) {  // a hash that owns something else, with NSEC3 or without
        records.push_back(a(".", 1));
        records.back().owner = owner;
      }
      if (kind == 3) {  // spells a hash before its owner does
        records.push_back(ns("example.org", "ns.example.org"));
        records.back().rdata.assign(owner.wire().begin(), owner.wire().end());
      }
      if (kind > 3) records.push_back(a("0a" + std::to_string(number) + ".example.org", 1));
    }
    const auto version = build(records, limits);
    const auto has_nsec3 = [](const OwnerCursor& at) {
      bool found = false;
      at.for_each_record([&](const dns::RecordView& record) {
        found = found || record.type == dns::RrType::nsec3;
        return true;
      });
      return found;
    };
    for (auto from = version.seek(version.apex());; from.advance()) {
      auto slow = from;
      bool expected = false;
      while (!expected && slow.retreat()) expected = has_nsec3(slow);
      auto fast = from;
      RC_ASSERT(fast.retreat_to_nsec3() == expected);
      if (expected) RC_ASSERT(fast.owner() == slow.owner());
      if (!expected && !from.at_end()) RC_ASSERT(fast.owner() == from.owner());
      if (from.at_end()) break;
    }
  }));
}

TEST(OwnerCursor, passes_over_any_number_of_owners_without_nsec3) {
  // Before every one of many searches stand 100,000 names that opt-out left out of the chain. One
  // by one, that is ten thousand million steps; the bound on time is a hundred times what it takes.
  std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org"), nsec3(hashed(0))};
  for (int i = 0; i < 100'000; ++i)
    records.push_back(ns("d" + std::to_string(i) + ".example.org", "ns1.example.net"));
  const auto version = build(records, {});
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 100'000; ++i) {
    auto cursor = version.seek(name("zz.example.org"));
    ASSERT_TRUE(cursor.retreat_to_nsec3());
    ASSERT_EQ(cursor.owner(), hashed(0).view());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
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
