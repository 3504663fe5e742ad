// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_service.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

using dns::RrType;

class ZoneServiceTest : public testing::Test {
 protected:
  ZoneState create(const std::string& zone = "example.org", const ZoneDraft& settings = {}) {
    auto made = bed->zones.create(zone, name(zone), settings, {});
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return *made;
  }
  void restart() {
    bed.reset();
    bed = std::make_unique<ControlTestBed>(directory.path());
    EXPECT_TRUE(bed->loaded);
  }

  TemporaryDirectory directory;
  std::unique_ptr<ControlTestBed> bed = std::make_unique<ControlTestBed>(directory.path());
};

TEST_F(ZoneServiceTest, creates_a_zone_with_soa_and_name_servers) {
  const auto zone = create();
  EXPECT_EQ(zone.contents->serial(), dns::Serial(1'700'000'000));
  EXPECT_EQ(zone.contents->record_count(), 2U);
  EXPECT_EQ(zone.unservable, "");
  const auto ns = bed->zones.get_record("example.org", "example.org", RrType::ns);
  ASSERT_TRUE(ns);
  EXPECT_EQ(ns->answers.at(0).parts, std::vector<std::string>{"ns1.example.org"});
  EXPECT_EQ(ns->ttl, 3600U);
  EXPECT_NE(bed->table.find(name("example.org")), nullptr);
}

TEST_F(ZoneServiceTest, refuses_a_second_zone_of_a_name_or_fqdn) {
  create();
  const auto same_name = bed->zones.create("example.org", name("example.org"), {}, {});
  ASSERT_FALSE(same_name);
  EXPECT_EQ(same_name.error().kind, ProblemKind::zone_exists);
  const auto same_fqdn = bed->zones.create("other-name", name("EXAMPLE.org"), {}, {});
  ASSERT_FALSE(same_fqdn);
  EXPECT_EQ(same_fqdn.error().kind, ProblemKind::fqdn_exists);
}

TEST_F(ZoneServiceTest, makes_the_root_zone) {
  ASSERT_TRUE(bed->zones.create("root", dns::Name(), {}, {}));
  ASSERT_TRUE(
      bed->zones.create_record("root", draft("org", RrType::ns, {"a0.org.afilias-nst.info"}), {}));
  EXPECT_NE(bed->table.find(dns::Name()), nullptr);
}

TEST_F(ZoneServiceTest, answers_records_letter_by_letter_as_they_were_given) {
  create();
  auto given = draft("www.example.org", RrType::cname, {"Web.Example.NET."});
  ASSERT_TRUE(bed->zones.create_record("example.org", given, {}));
  restart();
  const auto got = bed->zones.get_record("example.org", "WWW.example.org", RrType::cname);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->answers.at(0).parts, std::vector<std::string>{"Web.Example.NET."});
}

TEST_F(ZoneServiceTest, keeps_the_order_of_answers) {
  create();
  const std::vector<std::string> order{"192.0.2.9", "192.0.2.1", "192.0.2.5"};
  ASSERT_TRUE(
      bed->zones.create_record("example.org", draft("a.example.org", RrType::a, order), {}));
  const auto got = bed->zones.get_record("example.org", "a.example.org", RrType::a);
  ASSERT_TRUE(got);
  for (std::size_t i = 0; i < order.size(); ++i)
    EXPECT_EQ(got->answers.at(i).parts.at(0), order[i]);
}

TEST_F(ZoneServiceTest, updates_only_the_members_given) {
  create();
  ASSERT_TRUE(bed->zones.create_record("example.org",
                                       draft("www.example.org", RrType::a, {"192.0.2.1"}), {}));
  RecordDraft ttl_only;
  ttl_only.owner = name("www.example.org");
  ttl_only.type = RrType::a;
  ttl_only.ttl = 60;
  const auto updated = bed->zones.update_record("example.org", ttl_only, {});
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->ttl, 60U);
  EXPECT_EQ(updated->answers.at(0).parts.at(0), "192.0.2.1");
}

TEST_F(ZoneServiceTest, applies_a_batch_as_one_change_with_one_serial) {
  const auto before = create();
  ASSERT_TRUE(bed->zones.create_record("example.org",
                                       draft("old.example.org", RrType::a, {"192.0.2.1"}), {}));
  const auto serial = bed->zones.get("example.org")->contents->serial();
  const auto done = bed->zones.change(
      "example.org",
      {{BatchItem::Op::put, draft("a.example.org", RrType::a, {"192.0.2.1", "192.0.2.2"})},
       {BatchItem::Op::put, draft("b.example.org", RrType::txt, {"hello"})},
       {BatchItem::Op::remove, draft("old.example.org", RrType::a, {})}},
      {});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->added, 3U);
  EXPECT_EQ(done->deleted, 1U);
  EXPECT_EQ(done->serial, serial.plus(1));
}

TEST_F(ZoneServiceTest, changes_nothing_when_one_item_of_a_batch_is_wrong) {
  create();
  const auto serial = bed->zones.get("example.org")->contents->serial();
  const auto done =
      bed->zones.change("example.org",
                        {{BatchItem::Op::put, draft("a.example.org", RrType::a, {"192.0.2.1"})},
                         {BatchItem::Op::remove, draft("absent.example.org", RrType::a, {})}},
                        {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ProblemKind::record_not_found);
  EXPECT_EQ(done.error().fields.at(0).path, "records[1]");
  EXPECT_EQ(bed->zones.get("example.org")->contents->serial(), serial);
  EXPECT_FALSE(bed->zones.get_record("example.org", "a.example.org", RrType::a));
}

TEST_F(ZoneServiceTest, refuses_a_cname_beside_other_data_and_names_it) {
  create();
  ASSERT_TRUE(bed->zones.create_record("example.org",
                                       draft("www.example.org", RrType::a, {"192.0.2.1"}), {}));
  const auto made = bed->zones.create_record(
      "example.org", draft("www.example.org", RrType::cname, {"a.example.org"}), {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ProblemKind::invalid);
  EXPECT_NE(made.error().message.find("www.example.org. CNAME"), std::string::npos)
      << made.error().message;
}

TEST_F(ZoneServiceTest, does_not_move_the_serial_for_settings_alone) {
  const auto before = create();
  ZoneDraft transfers;
  transfers.transfers_enabled = true;
  transfers.secondaries = {{*base::IpPrefix::parse("192.0.2.53"), 53, true, {}, {}, {}}};
  bed->clock.advance(std::chrono::seconds(10));
  const auto after = bed->zones.update("example.org", transfers, {});
  ASSERT_TRUE(after);
  EXPECT_EQ(after->contents->serial(), before.contents->serial());
  EXPECT_TRUE(bed->table.find(name("example.org"))
                  ->transfers->by_address(*base::IpAddress::parse("192.0.2.53"))
                  .admits);
}

TEST_F(ZoneServiceTest, moves_the_serial_when_soa_timers_change) {
  const auto before = create();
  ZoneDraft timers;
  timers.refresh = 60;
  const auto after = bed->zones.update("example.org", timers, {});
  ASSERT_TRUE(after);
  EXPECT_TRUE(after->contents->serial().follows(before.contents->serial()));
  EXPECT_EQ(dns::parse_soa(after->contents->soa().rdata)->refresh, 60U);
}

TEST_F(ZoneServiceTest, unpublishes_a_zone_whose_name_servers_are_deleted) {
  create();
  ASSERT_TRUE(bed->zones.remove_record("example.org", "example.org", RrType::ns, {}));
  EXPECT_NE(bed->zones.get("example.org")->unservable, "");
  EXPECT_NE(bed->table.find(name("example.org"))->unservable(), "");
}

TEST_F(ZoneServiceTest, forgets_a_deleted_zone) {
  create();
  ASSERT_TRUE(bed->zones.remove("example.org", {}));
  EXPECT_FALSE(bed->zones.get("example.org"));
  EXPECT_EQ(bed->table.find(name("example.org")), nullptr);
  restart();
  EXPECT_FALSE(bed->zones.get("example.org"));
  create();
}

TEST_F(ZoneServiceTest, gives_the_stored_answer_to_a_repeated_request_id) {
  create();
  Request request;
  request.request_id = "request-1";
  request.render = [](const RequestOutcome& outcome) {
    return "serial " + std::to_string(outcome.change.serial.value());
  };
  const auto first = bed->zones.create_record(
      "example.org", draft("a.example.org", RrType::a, {"192.0.2.1"}), request);
  ASSERT_TRUE(first);
  const auto stored = bed->zones.earlier_result("request-1");
  ASSERT_TRUE(stored && *stored);
  EXPECT_EQ(**stored,
            "serial " + std::to_string(bed->zones.get("example.org")->contents->serial().value()));
  const auto again = bed->zones.change(
      "example.org", {{BatchItem::Op::put, draft("b.example.org", RrType::a, {"192.0.2.2"})}},
      request);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ProblemKind::repeated);
  EXPECT_EQ(again.error().message, **stored);
}

TEST_F(ZoneServiceTest, gives_each_change_the_position_it_told_beforehand) {
  create();
  std::string told;
  Request request;
  request.request_id = "request-2";
  request.render = [&](const RequestOutcome& outcome) { return told = outcome.change.id; };
  ASSERT_TRUE(bed->zones.create_record("example.org",
                                       draft("a.example.org", RrType::a, {"192.0.2.1"}), request));
  EXPECT_EQ(told, std::to_string(bed->store().head()));
}

TEST_F(ZoneServiceTest, loses_no_change_of_many_threads_over_a_restart) {
  create();
  create("example.net");
  constexpr int threads = 8;
  constexpr int changes = 25;
  std::vector<std::thread> writers;
  for (int t = 0; t < threads; ++t) {
    writers.emplace_back([&, t] {
      const std::string zone = t % 2 == 0 ? "example.org" : "example.net";
      for (int i = 0; i < changes; ++i) {
        const auto owner = "h" + std::to_string(t) + "-" + std::to_string(i) + "." + zone;
        EXPECT_TRUE(bed->zones.create_record(zone, draft(owner, RrType::a, {"192.0.2.1"}), {}));
      }
    });
  }
  for (auto& writer : writers) writer.join();
  const auto serial = bed->zones.get("example.org")->contents->serial();
  restart();
  EXPECT_EQ(bed->zones.get("example.org")->contents->serial(), serial);
  EXPECT_EQ(serial, dns::Serial(1'700'000'000 + threads / 2 * changes));
  for (int t = 0; t < threads; ++t) {
    const std::string zone = t % 2 == 0 ? "example.org" : "example.net";
    for (int i = 0; i < changes; ++i) {
      const auto owner = "h" + std::to_string(t) + "-" + std::to_string(i) + "." + zone;
      EXPECT_TRUE(bed->zones.get_record(zone, owner, RrType::a)) << owner;
    }
  }
}

TEST_F(ZoneServiceTest, serves_history_back_to_a_serial_from_before_a_restart) {
  const auto first = create();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(bed->zones.create_record(
        "example.org", draft("h" + std::to_string(i) + ".example.org", RrType::a, {"192.0.2.1"}),
        {}));
  }
  restart();
  const auto published = bed->table.find(name("example.org"));
  const auto steps = published->history->since(first.contents->serial());
  ASSERT_TRUE(steps);
  EXPECT_EQ(steps->size(), 5U);
}

TEST_F(ZoneServiceTest, lists_records_with_their_documents) {
  create();
  auto with_meta = draft("m.example.org", RrType::a, {"192.0.2.1"});
  with_meta.echoed["meta"] = std::string(R"({"up":true})");
  ASSERT_TRUE(bed->zones.create_record("example.org", with_meta, {}));
  ASSERT_TRUE(bed->zones.create_record("example.org",
                                       draft("n.example.org", RrType::a, {"192.0.2.2"}), {}));
  std::vector<std::string> seen;
  ASSERT_TRUE(bed->zones.for_each_record(
      *bed->zones.get("example.org"), {}, [&](const RecordState& record) {
        seen.push_back(dns::to_text(record.owner) + dns::to_text(record.type) +
                       (record.echoed.contains("meta") ? "+" : ""));
        return true;
      }));
  EXPECT_EQ(seen,
            (std::vector<std::string>{"example.org.NS", "m.example.org.A+", "n.example.org.A"}));
}

}  // namespace
}  // namespace zonecast::control
