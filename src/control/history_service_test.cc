// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/history_service.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "control/control_test_bed.h"
#include "dns/presentation.h"

namespace zonecast::control {
namespace {

using dns::RrType;

std::vector<std::string> lines_of(const zone::ZoneVersion& contents) {
  std::vector<std::string> out;
  contents.for_each([&](const dns::RecordView& record) {
    out.push_back(dns::record_to_text(record));
    return true;
  });
  return out;
}

/// The SOA's serial aside.
std::vector<std::string> lines_without_serial(const zone::ZoneVersion& contents) {
  auto out = lines_of(contents);
  dns::Record soa(contents.soa());
  dns::set_soa_serial(soa.rdata, dns::Serial(0));
  out.front() = dns::record_to_text(soa.view());
  return out;
}

struct Bed {
  Bed() { (void)bed.zones.create("example.org", name("example.org"), {}, {}); }
  ZoneState now() { return *bed.zones.get("example.org"); }
  std::vector<PastVersion> list() { return histories.list("example.org", "", 10'000)->versions; }
  void put(std::string_view owner, const std::string& address) {
    Request request;
    request.comment = "put";
    EXPECT_TRUE(bed.zones.change(
        "example.org", {{BatchItem::Op::put, draft(owner, RrType::a, {address})}}, request));
  }
  Result<ImportSession::Imported> import(const std::string& text) {
    auto session = bed.imports.begin({"example.org", name("example.org"), std::nullopt});
    session->feed(text);
    return session->finish({});
  }

  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  HistoryService histories{bed.clock, bed.directory, bed.committer, bed.store()};
};

TEST(HistoryService, lists_who_changed_what_newest_first) {
  Bed bed;
  bed.put("a.example.org", "192.0.2.1");
  Request request;
  request.actor = "apikey:7";
  request.comment = "secondaries";
  ZoneDraft settings;
  settings.transfers_enabled = true;
  ASSERT_TRUE(bed.bed.zones.update("example.org", settings, request));
  const auto versions = bed.list();
  ASSERT_EQ(versions.size(), 3U);
  EXPECT_EQ(versions[0].kind, "settings");
  EXPECT_EQ(versions[0].author, "apikey:7");
  EXPECT_EQ(versions[0].comment, "secondaries");
  ASSERT_TRUE(versions[0].settings_before && versions[0].settings_after);
  EXPECT_FALSE(versions[0].settings_before->primary.enabled);
  EXPECT_TRUE(versions[0].settings_after->primary.enabled);
  EXPECT_EQ(versions[1].kind, "change");
  EXPECT_EQ(versions[1].added, 1U);
  EXPECT_EQ(versions[1].before, versions[2].id);
  EXPECT_EQ(versions[2].kind, "create");
  EXPECT_EQ(versions[2].before, std::nullopt);
  for (const auto& version : versions) EXPECT_TRUE(version.is_restorable);
  const auto page = bed.histories.list("example.org", versions[0].id, 1);
  EXPECT_TRUE(page->more);
  EXPECT_EQ(page->versions.at(0).id, versions[1].id);
  EXPECT_EQ(page->versions.at(0).before, versions[2].id);
}

TEST(HistoryService, shows_the_difference_of_a_version) {
  Bed bed;
  bed.put("a.example.org", "192.0.2.1");
  bed.put("a.example.org", "192.0.2.2");
  const auto shown = bed.histories.get("example.org", bed.list().at(0).id, 10);
  ASSERT_TRUE(shown && shown->difference);
  ASSERT_EQ(shown->difference->deleted.size(), 1U);
  EXPECT_EQ(shown->difference->deleted[0].rdata, (base::Bytes{192, 0, 2, 1}));
  ASSERT_EQ(shown->difference->added.size(), 1U);
  EXPECT_EQ(shown->difference->added[0].rdata, (base::Bytes{192, 0, 2, 2}));
  for (const auto* id : {"", "x", "0", "999", "99999999999999999999"}) {
    const auto missing = bed.histories.get("example.org", id, 10);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ProblemKind::not_found);
  }
}

TEST(HistoryService, the_ids_of_another_zone_are_not_found) {
  Bed bed;
  (void)bed.bed.zones.create("example.net", name("example.net"), {}, {});
  const auto other = bed.histories.list("example.net", "", 1)->versions.at(0).id;
  EXPECT_FALSE(bed.histories.contents("example.org", other));
}

TEST(HistoryService, undoes_the_last_change_with_a_rising_serial) {
  Bed bed;
  bed.put("a.example.org", "192.0.2.1");
  const auto before = lines_without_serial(*bed.now().contents);
  const auto serial = bed.now().contents->serial();
  bed.put("a.example.org", "192.0.2.2");
  const auto undone = *bed.list().at(0).before;
  const auto change = bed.histories.restore("example.org", undone, {});
  ASSERT_TRUE(change) << change.error().message;
  EXPECT_EQ(lines_without_serial(*bed.now().contents), before);
  EXPECT_TRUE(change->serial.follows(serial));
  EXPECT_EQ(change->serial, bed.now().contents->serial());
  EXPECT_EQ(bed.list().at(0).id, change->id);
  EXPECT_EQ(bed.list().at(0).comment, "restored version " + undone);
  const auto again = bed.histories.restore("example.org", undone, {});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, "") << "nothing is left to restore";
}

TEST(HistoryService, restores_soa_timers_and_drops_documents_of_what_changed) {
  Bed bed;
  auto given = draft("www.example.org", RrType::cname, {"Web.Example.NET."});
  ASSERT_TRUE(bed.bed.zones.create_record("example.org", given, {}));
  const auto first = bed.list().at(0).id;
  ZoneDraft timers;
  timers.refresh = 77;
  ASSERT_TRUE(bed.bed.zones.update("example.org", timers, {}));
  given.answers->at(0).parts = {"Other.Example.NET."};
  ASSERT_TRUE(bed.bed.zones.update_record("example.org", given, {}));
  ASSERT_TRUE(bed.histories.restore("example.org", first, {}));
  EXPECT_EQ(dns::parse_soa(bed.now().contents->soa().rdata)->refresh, 43'200U);
  const auto record = bed.bed.zones.get_record("example.org", "www.example.org", RrType::cname);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->answers.at(0).parts.at(0), "Web.Example.NET");
}

TEST(HistoryService, a_restore_is_held_to_its_precondition_and_can_be_tried_first) {
  Bed bed;
  bed.put("a.example.org", "192.0.2.1");
  const auto first = *bed.list().at(0).before;
  Request stale;
  stale.precondition.tags = {"1.1"};
  const auto refused = bed.histories.restore("example.org", first, stale);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::precondition_failed);
  Request dry;
  dry.preview = std::make_shared<Preview>();
  const auto version = bed.now().version;
  ASSERT_TRUE(bed.histories.restore("example.org", first, dry));
  EXPECT_EQ(bed.now().version, version);
  EXPECT_EQ(dry.preview->difference.deleted_count, 1U);
  EXPECT_TRUE(dry.preview->changes_something);
}

TEST(HistoryService, reads_across_a_replacement_of_the_whole_zone) {
  Bed bed;
  std::string large = "$ORIGIN example.org.\n@ 60 SOA ns1 h 1 2 3 4 5\n@ 60 NS ns1\n";
  for (int i = 0; i < 120'000; ++i) large += "h" + std::to_string(i) + " 60 A 192.0.2.1\n";
  bed.put("a.example.org", "192.0.2.1");
  const auto before = lines_of(*bed.now().contents);
  const auto id = bed.list().at(0).id;
  ASSERT_TRUE(bed.import(large));
  EXPECT_EQ(bed.list().at(0).kind, "replace");
  const auto contents = bed.histories.contents("example.org", id);
  ASSERT_TRUE(contents) << contents.error().message;
  EXPECT_EQ(lines_of(*contents->contents), before);
}

// What a change does is what its dry run said, and every version stays what it was.
RC_GTEST_PROP(HistoryServiceProperty, every_version_can_be_read_and_restored, ()) {
  Bed bed;
  std::map<std::string, std::vector<std::string>> states;  // by id
  states[bed.list().at(0).id] = lines_of(*bed.now().contents);
  const auto steps = *rc::gen::inRange(1, 12);
  for (int step = 0; step < steps; ++step) {
    const auto kind = *rc::gen::inRange(0, 6);
    const auto owner = "h" + std::to_string(*rc::gen::inRange(0, 5)) + ".Example.ORG";
    const auto address = "192.0.2." + std::to_string(*rc::gen::inRange(1, 4));
    const bool exists = bed.bed.zones.get_record("example.org", owner, RrType::a).has_value();
    const auto apply = [&](const Request& request) {
      if (kind == 0 && exists) {
        RC_ASSERT(bed.bed.zones
                      .change("example.org",
                              {{BatchItem::Op::remove, draft(owner, RrType::a, {address})}},
                              request)
                      .has_value());
      } else if (kind == 1) {
        ZoneDraft timers;
        timers.refresh = static_cast<std::uint32_t>(100 + step);
        RC_ASSERT(bed.bed.zones.update("example.org", timers, request).has_value());
      } else if (kind == 2) {
        auto session = bed.bed.imports.begin({"example.org", name("example.org"), std::nullopt});
        session->feed("$ORIGIN EXAMPLE.org.\n@ 60 SOA ns1 h 1 2 3 4 5\n@ 60 NS ns1\n" + owner +
                      ". 60 A " + address + "\n");
        RC_ASSERT(session->finish(request).has_value());
      } else if (kind == 3) {
        const auto at = states.begin();
        RC_ASSERT(bed.histories.restore("example.org", at->first, request).has_value());
      } else {
        RC_ASSERT(
            bed.bed.zones
                .change("example.org",
                        {{BatchItem::Op::put, draft(owner, RrType::a, {address, "192.0.2.9"})}},
                        request)
                .has_value());
      }
    };
    Request dry;
    dry.preview = std::make_shared<Preview>();
    const auto before = bed.now();
    apply(dry);
    RC_ASSERT(bed.now().version == before.version);
    apply({});
    const auto after = bed.now();
    RC_ASSERT(dry.preview->changes_something == (after.version != before.version));
    if (after.version == before.version) continue;
    RC_ASSERT(dry.preview->serial == after.contents->serial());
    const auto newest = bed.list().at(0);
    if (newest.serial) {
      const auto shown = bed.histories.get("example.org", newest.id, 1000);
      RC_ASSERT(shown.has_value());
      const auto texts = [](const std::vector<dns::Record>& records) {
        std::vector<std::string> out;
        for (const auto& record : records) out.push_back(dns::record_to_text(record.view()));
        return out;
      };
      RC_ASSERT(texts(shown->difference->added) == texts(dry.preview->difference.added));
      RC_ASSERT(texts(shown->difference->deleted) == texts(dry.preview->difference.deleted));
    }
    states[newest.id] = lines_of(*after.contents);
  }
  for (const auto& [id, lines] : states) {
    const auto contents = bed.histories.contents("example.org", id);
    RC_ASSERT(contents.has_value());
    RC_ASSERT(lines_of(*contents->contents) == lines);
  }
  const auto wanted = *rc::gen::elementOf(std::vector(states.begin(), states.end()));
  RC_ASSERT(bed.histories.restore("example.org", wanted.first, {}).has_value());
  const auto back = bed.histories.contents("example.org", wanted.first);
  RC_ASSERT(lines_without_serial(*bed.now().contents) == lines_without_serial(*back->contents));
  const auto compared =
      bed.histories.compare("example.org", wanted.first, bed.list().at(0).id, 1000);
  RC_ASSERT(compared.has_value());
  RC_ASSERT(compared->deleted_count == 0U && compared->added_count == 0U);
}

}  // namespace
}  // namespace zonecast::control
