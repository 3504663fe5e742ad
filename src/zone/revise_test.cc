// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/revise.h"

#include <gmock/gmock.h>

#include "zone/validate.h"
#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

using testing::a;
using testing::build;
using testing::contents_of;
using testing::line;
using testing::name;
using testing::ns;
using testing::soa;
using testing::to_name;
using testing::txt;

ZoneVersion changed(const ZoneVersion& base, const ZoneChange& change,
                    const BlockLimits& limits = {}) {
  const auto valid = validate_change(base, change);
  EXPECT_TRUE(valid) << valid.error().message;
  auto next = dns::Record(base.soa());
  dns::set_soa_serial(next.rdata, base.serial().plus(1));
  return revise(base, Difference(base.soa(), next.view(), change), limits);
}

// A zone whose owners are host-0000 … with one A each.
ZoneVersion zone_of(int hosts, const BlockLimits& limits = {}) {
  std::vector<dns::Record> records{soa(1), ns("example.org", "ns1.example.org")};
  for (int i = 0; i < hosts; ++i) {
    char owner[40];
    std::snprintf(owner, sizeof owner, "host-%05d.example.org", i);
    records.push_back(a(owner, 1));
  }
  return build(records, limits);
}

std::size_t shared_blocks(const ZoneVersion& a, const ZoneVersion& b) {
  std::set<const AnswerBlock*> blocks;
  for (std::size_t i = 0; i < a.block_count(); ++i) blocks.insert(a.block(i).get());
  std::size_t shared = 0;
  for (std::size_t i = 0; i < b.block_count(); ++i) shared += blocks.count(b.block(i).get());
  return shared;
}

TEST(Revise, renders_again_only_the_first_block_and_the_one_that_changed) {
  const auto before = zone_of(10'000);
  const auto after =
      changed(before, {{a("host-05000.example.org", 1)}, {a("host-05000.example.org", 2)}});
  EXPECT_EQ(after.block_count(), before.block_count());
  EXPECT_EQ(shared_blocks(before, after), before.block_count() - 2);
  EXPECT_EQ(after.serial(), dns::Serial(2));
  EXPECT_EQ(find_rrset(after, name("host-05000.example.org"), dns::RrType::a)[0].rdata,
            a("x", 2).rdata);
  EXPECT_EQ(testing::broken_promise(after), "");
}

TEST(Revise, moves_the_serial_alone) {
  const auto before = zone_of(10'000);
  const auto after = changed(before, {});
  EXPECT_EQ(shared_blocks(before, after), before.block_count() - 1);
  EXPECT_EQ(after.serial(), dns::Serial(2));
  EXPECT_EQ(dns::parse_soa(after.soa().rdata)->serial, dns::Serial(2));
  EXPECT_EQ(testing::broken_promise(after), "");
}

TEST(Revise, lets_a_zone_outgrow_one_block_and_return_to_one) {
  ZoneChange growth;
  for (int i = 0; i < 1000; ++i)
    growth.additions.push_back(a("h" + std::to_string(i) + ".example.org", 1));
  const auto small = zone_of(10);
  const auto large = changed(small, growth);
  EXPECT_EQ(testing::broken_promise(large), "");
  EXPECT_GT(large.block_count(), 2u);
  EXPECT_EQ(large.record_count(), 1012u);
  const auto again = changed(large, {growth.additions, {}});
  EXPECT_EQ(testing::broken_promise(again), "");
  EXPECT_EQ(again.block_count(), 1u);
  EXPECT_EQ(again.record_count(), 12u);
}

TEST(Revise, keeps_the_apex_alone_when_all_others_go) {
  auto zone = zone_of(2000);
  ZoneChange change;
  for (const auto& record : testing::records_of(zone)) {
    if (record.type == dns::RrType::a) change.deletions.push_back(record);
  }
  const auto after = changed(zone, change);
  EXPECT_EQ(after.block_count(), 1u);
  EXPECT_EQ(after.record_count(), 2u);
  EXPECT_EQ(testing::broken_promise(after), "");
}

TEST(Revise, spells_an_owner_anew_only_when_nothing_of_it_stays) {
  const auto before = build({soa(1), ns("example.org", "ns1.example.org"), a("www.example.org", 1),
                             a("www.example.org", 2)});
  const auto partly = changed(before, {{a("www.example.org", 1)}, {a("WWW.example.org", 3)}});
  EXPECT_EQ(dns::to_text(find_owner(partly, name("www.example.org"))[0].owner), "www.example.org.");
  EXPECT_EQ(testing::broken_promise(partly), "");
  const auto wholly = changed(
      before, {{a("www.example.org", 1), a("www.example.org", 2)}, {a("WWW.example.org", 3)}});
  EXPECT_EQ(dns::to_text(find_owner(wholly, name("www.example.org"))[0].owner), "WWW.example.org.");
}

TEST(Revise, lets_the_apex_outgrow_a_message_and_shrink_again) {
  ZoneChange growth;
  for (std::uint8_t i = 0; i < 60; ++i) growth.additions.push_back(txt("example.org", 1000, i));
  for (std::uint8_t i = 0; i < 60; ++i) {
    growth.additions.push_back(txt("example.org", 1000, i));
    growth.additions.back().type = dns::RrType(65280);
  }
  const auto before = zone_of(2000);
  const auto large = changed(before, growth);
  EXPECT_EQ(testing::broken_promise(large), "");
  EXPECT_EQ(large.record_count(), before.record_count() + 120);
  const auto step = changed(large, {{a("host-00000.example.org", 1)}, {}});
  EXPECT_EQ(testing::broken_promise(step), "");
  const auto again = changed(step, {growth.additions, {a("host-00000.example.org", 1)}});
  EXPECT_EQ(testing::broken_promise(again), "");
  EXPECT_EQ(contents_of(again).size(), contents_of(before).size());
}

using ReviseDeathTest = ::testing::Test;

TEST(ReviseDeathTest, stops_at_a_difference_that_contradicts_the_version) {
  const auto base = zone_of(3);
  const auto next = soa(2);
  const auto difference = [&](const dns::Record& from, const ZoneChange& change) {
    return Difference(from.view(), next.view(), change);
  };
  EXPECT_DEATH(revise(base, difference(soa(9), {})), "");
  EXPECT_DEATH(revise(base, difference(soa(1), {{a("www.example.org", 1)}, {}})), "");
  EXPECT_DEATH(revise(base, difference(soa(1), {{}, {a("host-00000.example.org", 1)}})), "");
}

// A random change that may be asked of `base`.
ZoneChange any_request(const ZoneVersion& base) {
  ZoneChange change;
  std::vector<dns::Record> records;
  for (const auto& record : testing::records_of(base)) {
    if (record.type != dns::RrType::soa) records.push_back(record);
  }
  const auto kind = *rc::gen::inRange(0, 10);
  if (kind == 0) {  // a stretch of the zone goes
    const auto first = *rc::gen::inRange<std::size_t>(0, records.size() + 1);
    const auto last = *rc::gen::inRange(first, records.size() + 1);
    change.deletions.assign(records.begin() + static_cast<std::ptrdiff_t>(first),
                            records.begin() + static_cast<std::ptrdiff_t>(last));
  } else if (kind == 1 && !records.empty()) {  // an RRset gets another TTL
    const auto& picked = records[*rc::gen::inRange<std::size_t>(0, records.size())];
    change.deletions = find_rrset(base, picked.owner, picked.type);
    change.additions = change.deletions;
    for (auto& record : change.additions) record.ttl += 1;
  } else if (kind == 2 && !records.empty()) {  // an owner is spelled anew
    const auto& picked = records[*rc::gen::inRange<std::size_t>(0, records.size())];
    for (auto record : find_owner(base, picked.owner)) {
      if (record.type == dns::RrType::soa) continue;
      change.deletions.push_back(record);
      auto spelled = dns::to_text(record.owner);
      spelled[0] = static_cast<char>(std::toupper(spelled[0]));
      record.owner = name(spelled);
      change.additions.push_back(record);
    }
  } else {
    const auto deletions = *rc::gen::inRange<std::size_t>(0, 4);
    for (std::size_t i = 0; i < deletions && !records.empty(); ++i) {
      change.deletions.push_back(records[*rc::gen::inRange<std::size_t>(0, records.size())]);
    }
    const auto additions = *rc::gen::weightedElement<std::size_t>({{6, 1}, {3, 5}, {1, 80}});
    for (std::size_t i = 0; i < additions; ++i) change.additions.push_back(testing::any_record());
  }
  // One TTL for each RRset.
  for (auto& record : change.additions) {
    const auto rrset = find_rrset(base, record.owner, record.type);
    if (kind > 2) record.ttl = rrset.empty() ? 300 : rrset[0].ttl;
  }
  return change;
}

std::multiset<testing::Line> lines(const std::vector<dns::Record>& records) {
  std::multiset<testing::Line> lines;
  for (const auto& record : records) lines.insert(line(record.view()));
  return lines;
}

TEST(Revise, follows_any_sequence_of_changes_whatever_the_block_limit) {
  EXPECT_TRUE(rc::check([] {
    const BlockLimits limits{*rc::gen::inRange<std::size_t>(80, 700), 2000};
    std::vector<dns::Record> start{soa(1), ns("example.org", "ns1.example.org")};
    const auto count = *rc::gen::inRange(0, 80);
    for (int i = 0; i < count; ++i) start.push_back(testing::any_record());
    auto version = build(start, limits);
    auto model = contents_of(version);
    for (int round = 0; round < 12; ++round) {
      const auto change = exact_change(version, any_request(version));
      const auto valid = validate_change(version, change);
      if (!valid) RC_FAIL(valid.error().message);

      const auto old_soa = dns::Record(version.soa());
      auto new_soa = old_soa;
      dns::set_soa_serial(new_soa.rdata, version.serial().plus(7));
      const Difference made(old_soa.view(), new_soa.view(), change);
      const auto difference =
          Difference::decode(base::Bytes(made.encoded().begin(), made.encoded().end()));
      RC_ASSERT(difference.has_value());
      RC_ASSERT(base::equal(difference->encoded(), made.encoded()));
      auto next = revise(version, *difference, limits);

      // The model follows.
      const auto before = model;
      model.erase(model.find(line(old_soa.view())));
      model.insert(line(new_soa.view()));
      for (const auto& deletion : change.deletions) {
        const auto found = model.find(line(deletion.view()));
        RC_ASSERT(found != model.end());
        model.erase(found);
      }
      for (const auto& addition : change.additions) model.insert(line(addition.view()));
      RC_ASSERT(contents_of(next) == model);
      RC_ASSERT(testing::broken_promise(next, limits) == "");
      RC_ASSERT(contents_of(version) == before);  // who still holds it sees nothing of this

      const auto found = difference_between(version, next);
      RC_ASSERT(lines(found.deletions) == lines(change.deletions));
      RC_ASSERT(lines(found.additions) == lines(change.additions));
      const auto undone = difference_between(next, version);
      RC_ASSERT(lines(undone.additions) == lines(change.deletions));

      // Asked for once more it is nothing.
      RC_ASSERT(exact_change(next, {{}, change.additions}).empty());

      if (!find_rrset(next, next.apex(), dns::RrType::ns).empty()) {
        const auto rebuilt = build(testing::records_of(next), limits);
        RC_ASSERT(testing::lines_of(rebuilt) == testing::lines_of(next));
        RC_ASSERT(next.block_count() <= 2 * rebuilt.block_count() + 2);
      }
      version = std::move(next);
    }
  }));
}

}  // namespace
}  // namespace zonecast::zone
