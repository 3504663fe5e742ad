// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/derived_edit.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"
#include "control/derived_keeper.h"

namespace zonecast::control {
namespace {

using dns::RrType;

RecordDraft alias(std::string_view owner, std::string target) {
  return draft(owner, alias_type, {std::move(target)}, 60);
}

RecordDraft linked(std::string_view owner, RrType type, std::string target) {
  RecordDraft out;
  out.owner = name(owner);
  out.type = type;
  out.link = std::move(target);
  return out;
}

class DerivedRecordsTest : public testing::Test {
 protected:
  DerivedRecordsTest() {
    bed.follower().watch_zones([this](const ZoneHeadRef& before, const ZoneHeadRef& after) {
      keeper.zone_committed(before, after);
    });
    bed.follower().watch_configs(
        [this](const std::set<std::string>& kinds) { keeper.configs_changed(kinds); });
    keeper.start();
    for (const auto* zone : {"a.example", "b.example"})
      EXPECT_TRUE(bed.zones.create(zone, name(zone), {}, {}));
    EXPECT_TRUE(put(draft("host.b.example", RrType::a, {"192.0.2.1"})));
  }
  ~DerivedRecordsTest() override { keeper.stop(); }

  /// "" or what was wrong.
  std::string problem_of(const Result<RecordState>& done) {
    return done ? "" : done.error().message;
  }
  bool put(const RecordDraft& record) {
    const auto text = dns::to_text_undotted(record.owner);
    return bed.zones.change(text.substr(text.size() - 9), {{BatchItem::Op::put, record}}, {})
        .has_value();
  }
  std::string create(const RecordDraft& record) {
    return problem_of(bed.zones.create_record("a.example", record, {}));
  }
  /// The address in the contents, once it is as wanted.
  bool becomes(std::string_view owner, const std::string& wanted) {
    for (int i = 0; i < 2000; ++i) {
      const auto zone = bed.zones.get("a.example");
      const auto rrset = zone::find_rrset(*zone->contents, name(owner), RrType::a);
      const auto now =
          rrset.empty() ? "" : model::answer_of_rdata(RrType::a, rrset.front().rdata).front();
      if (now == wanted) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  alias::Resolver resolver{bed.random, {}};
  base::SystemClock clock;
  DerivedKeeper keeper{clock, bed.directory, bed.configs, bed.committer, resolver, bed.log};
};

TEST_F(DerivedRecordsTest, an_alias_has_its_targets_addresses_and_follows_them) {
  ASSERT_EQ(create(alias("a.example", "host.b.example.")), "");
  EXPECT_TRUE(becomes("a.example", "192.0.2.1"));
  EXPECT_TRUE(put(draft("host.b.example", RrType::a, {"192.0.2.2"})));
  EXPECT_TRUE(becomes("a.example", "192.0.2.2"));
  const auto record = bed.zones.get_record("a.example", "@", alias_type);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->answers.at(0).parts.at(0), "host.b.example.");
  EXPECT_EQ(record->ttl, 60U);
  EXPECT_FALSE(bed.zones.get_record("a.example", "@", RrType::a));
  EXPECT_TRUE(bed.zones.remove_record("a.example", "@", alias_type, {}));
  EXPECT_TRUE(becomes("a.example", ""));
}

TEST_F(DerivedRecordsTest, an_alias_follows_cnames_through_our_zones) {
  EXPECT_TRUE(put(draft("c.b.example", RrType::cname, {"host.b.example"})));
  ASSERT_EQ(create(alias("a.example", "c.b.example")), "");
  EXPECT_TRUE(becomes("a.example", "192.0.2.1"));
}

TEST_F(DerivedRecordsTest, an_alias_and_addresses_of_its_own_do_not_go_together) {
  ASSERT_EQ(create(alias("x.a.example", "host.b.example")), "");
  EXPECT_EQ(create(draft("x.a.example", RrType::a, {"192.0.2.7"})),
            "x.a.example A: other data stands beside it (ALIAS)");
  EXPECT_EQ(create(draft("y.a.example", RrType::aaaa, {"2001:db8::1"})), "");
  EXPECT_EQ(create(alias("y.a.example", "host.b.example")),
            "y.a.example ALIAS: other data stands beside it (AAAA)");
  EXPECT_EQ(create(alias("z.a.example", "z.a.example")),
            "z.a.example ALIAS: the target is the record itself");
  EXPECT_EQ(create(alias("x.a.example", "host.b.example")), "record already exists");
}

TEST_F(DerivedRecordsTest, a_failing_target_keeps_the_last_addresses_and_says_so) {
  ASSERT_EQ(create(alias("a.example", "host.b.example")), "");
  ASSERT_TRUE(becomes("a.example", "192.0.2.1"));
  EXPECT_TRUE(bed.zones.remove("b.example", {}));  // now the resolver would be asked
  const auto zone = bed.zones.get("a.example");
  const auto id = derived_record_id(zone->settings->public_id, name("a.example"), alias_type);
  for (int i = 0; i < 2000 && keeper.failure(id).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(keeper.failure(id), "no resolver is configured ([alias] resolvers)");
  EXPECT_TRUE(becomes("a.example", "192.0.2.1"));
}

TEST_F(DerivedRecordsTest, a_linked_record_has_its_targets_rrset_and_follows_it) {
  ASSERT_EQ(create(linked("www.a.example", RrType::a, "host.b.example")), "");
  EXPECT_TRUE(becomes("www.a.example", "192.0.2.1"));
  const auto record = bed.zones.get_record("a.example", "www.a.example", RrType::a);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->link, "host.b.example");
  EXPECT_TRUE(record->answers.empty());
  EXPECT_TRUE(put(draft("host.b.example", RrType::a, {"192.0.2.3"})));
  EXPECT_TRUE(becomes("www.a.example", "192.0.2.3"));
}

TEST_F(DerivedRecordsTest, links_lead_to_records_that_stand_by_themselves) {
  EXPECT_EQ(create(linked("www.a.example", RrType::a, "nowhere.b.example")),
            "www.a.example A: there is no record nowhere.b.example A here");
  ASSERT_EQ(create(linked("www.a.example", RrType::a, "host.b.example")), "");
  EXPECT_EQ(create(linked("two.a.example", RrType::a, "www.a.example")),
            "two.a.example A: www.a.example A is itself linked");
  EXPECT_EQ(create(linked("one.a.example", RrType::a, "one.a.example")),
            "one.a.example A: links to itself");
  const auto removed = bed.zones.remove_record("b.example", "host.b.example", RrType::a, {});
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().kind, ProblemKind::conflict);
  EXPECT_EQ(removed.error().message, "host.b.example A is linked to by www.a.example");
}

TEST_F(DerivedRecordsTest, the_listing_shows_what_was_written_not_what_came_of_it) {
  ASSERT_EQ(create(alias("m.a.example", "host.b.example")), "");
  ASSERT_EQ(create(draft("n.a.example", RrType::a, {"192.0.2.9"})), "");
  ASSERT_TRUE(becomes("m.a.example", "192.0.2.1"));
  const auto zone = *bed.zones.get("a.example");
  std::vector<std::string> seen;
  const auto walk = [&](const std::optional<RecordPosition>& after) {
    seen.clear();
    EXPECT_TRUE(bed.zones.for_each_record(zone, after, [&](const RecordState& record) {
      seen.push_back(dns::to_text_undotted(record.owner) + "/" + dns::to_text(record.type));
      return true;
    }));
    return seen;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(walk({}), (Names{"a.example/NS", "m.a.example/TYPE65401", "n.a.example/A"}));
  EXPECT_EQ(walk(RecordPosition{name("m.a.example"), alias_type}), (Names{"n.a.example/A"}));
  const auto end = bed.zones.end_of_page(zone, {}, 2);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->type, alias_type);
  EXPECT_FALSE(bed.zones.end_of_page(zone, {}, 3));
}

TEST_F(DerivedRecordsTest, go_with_their_zone) {
  ASSERT_EQ(create(alias("a.example", "host.b.example")), "");
  EXPECT_TRUE(bed.zones.remove("a.example", {}));
  EXPECT_EQ(bed.configs.count(derived_record_kind), 0U);
}

}  // namespace
}  // namespace zonecast::control
