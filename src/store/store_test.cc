// SPDX-License-Identifier: GPL-3.0-or-later
// The contract of Store: what every store does, whatever is below it. Written against the interface
// and a factory, so that another store joins by one line at the end.
#include "store/store.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "store/contents_for_tests.h"

namespace zonecast::store {
namespace {

using testing::change;
using testing::create;
using testing::difference;
using testing::Hosts;
using testing::name;
using testing::records;

/// How to open a store that keeps what it has in `directory`.
struct Factory {
  const char* label;
  base::Result<std::unique_ptr<Store>> (*open)(const std::string& directory,
                                               const base::Clock& clock, base::Log& log);
};

class StoreContract : public ::testing::TestWithParam<Factory> {
 protected:
  StoreContract() { reopen(); }

  void reopen() {
    store.reset();
    auto opened = GetParam().open(directory.path() + "/data", clock, log);
    if (!opened) throw std::runtime_error(opened.error().message);
    store = std::move(*opened);
  }

  CommitResult commit(Transaction transaction) {
    if (transaction.provenance.at == 0) transaction.provenance.at = clock.unix_seconds();
    std::vector<Transaction> batch;
    batch.push_back(std::move(transaction));
    return store->commit(std::move(batch)).at(0);
  }

  std::vector<StoredZone> load(std::size_t history_octets_max = 1 << 20) {
    std::vector<StoredZone> zones;
    auto done = store->load_zones([&](std::uint64_t) { return history_octets_max; },
                                  [&](StoredZone zone) { zones.push_back(std::move(zone)); });
    EXPECT_TRUE(done) << done.error().message;
    return zones;
  }

  testing::TemporaryDirectory directory;
  base::ManualClock clock;
  base::Log log{base::LogLevel::off};
  std::unique_ptr<Store> store;
  const dns::Name apex = name("example.org.");
};

TEST_P(StoreContract, a_created_zone_is_there_after_reopening) {
  auto transaction = create("example.org", 7, {1, 2, 3});
  const auto expected = records(*std::get<CreateZone>(transaction.what).contents);
  const auto result = commit(std::move(transaction));
  ASSERT_EQ(result.outcome, Outcome::committed) << result.reason;
  EXPECT_EQ(result.position, 1U);
  EXPECT_EQ(result.version, 1U);
  EXPECT_NE(result.zone, 0U);

  reopen();
  const auto zones = load();
  ASSERT_EQ(zones.size(), 1U);
  EXPECT_EQ(zones[0].settings.id, result.zone);
  EXPECT_EQ(zones[0].settings.name, "example.org");
  EXPECT_EQ(zones[0].settings.apex, apex);
  EXPECT_EQ(zones[0].version, 1U);
  EXPECT_EQ(records(*zones[0].contents), expected);
  EXPECT_TRUE(zones[0].history.empty());
  EXPECT_EQ(store->head(), 1U);
}

TEST_P(StoreContract, a_change_is_in_contents_and_history) {
  const auto zone = commit(create("example.org", 7, {1, 2, 3})).zone;
  const auto result = commit(change(zone, 1, difference(apex, 7, 8, {2}, {9})));
  ASSERT_EQ(result.outcome, Outcome::committed) << result.reason;
  EXPECT_EQ(result.version, 2U);
  EXPECT_EQ(result.position, 2U);
  for (const bool again : {false, true}) {
    if (again) reopen();
    const auto zones = load();
    ASSERT_EQ(zones.size(), 1U);
    EXPECT_EQ(zones[0].version, 2U);
    EXPECT_EQ(records(*zones[0].contents), records(*testing::contents(apex, 8, {1, 3, 9})));
    ASSERT_EQ(zones[0].history.size(), 1U);
    EXPECT_EQ(zones[0].history[0]->from(), dns::Serial(7));
    EXPECT_EQ(zones[0].history[0]->to(), dns::Serial(8));
  }
}

TEST_P(StoreContract, many_changes_of_one_record_load_as_the_last) {
  const auto zone = commit(create("example.org", 1, {1})).zone;
  // Host 2 comes and goes; every change connects to the one before.
  for (std::uint32_t i = 0; i < 20; ++i) {
    const auto even = i % 2 == 0;
    const auto result = commit(change(
        zone, 1 + i,
        difference(apex, 1 + i, 2 + i, even ? Hosts{} : Hosts{2}, even ? Hosts{2} : Hosts{})));
    ASSERT_EQ(result.outcome, Outcome::committed) << result.reason;
  }
  const auto zones = load();
  EXPECT_EQ(records(*zones[0].contents), records(*testing::contents(apex, 21, {1})));
  EXPECT_EQ(zones[0].history.size(), 20U);
}

TEST_P(StoreContract, history_is_bounded_by_octets_and_ends_at_the_contents) {
  const auto zone = commit(create("example.org", 1, {})).zone;
  std::size_t octets = 0;
  for (std::uint32_t i = 0; i < 10; ++i) {
    const auto step = difference(apex, 1 + i, 2 + i, {}, {i});
    octets = std::max(octets, step->encoded().size());
    commit(change(zone, 1 + i, step));
  }
  const auto zones = load(3 * octets);
  ASSERT_EQ(zones[0].history.size(), 3U);
  EXPECT_EQ(zones[0].history.front()->from(), dns::Serial(8));
  EXPECT_EQ(zones[0].history.back()->to(), dns::Serial(11));
  EXPECT_EQ(load(0)[0].history.size(), 0U);
}

TEST_P(StoreContract, a_change_against_another_version_is_a_conflict) {
  const auto zone = commit(create("example.org", 7, {1})).zone;
  ASSERT_EQ(commit(change(zone, 1, difference(apex, 7, 8, {}, {2}))).outcome, Outcome::committed);
  const auto late = commit(change(zone, 1, difference(apex, 7, 8, {}, {3})));
  EXPECT_EQ(late.outcome, Outcome::conflict);
  EXPECT_NE(late.reason.find("version 2"), std::string::npos) << late.reason;
  EXPECT_EQ(records(*load()[0].contents), records(*testing::contents(apex, 8, {1, 2})));
  EXPECT_EQ(store->head(), 2U);
}

TEST_P(StoreContract, a_difference_that_does_not_start_at_the_serial_is_a_conflict) {
  const auto zone = commit(create("example.org", 7, {1})).zone;
  EXPECT_EQ(commit(change(zone, 1, difference(apex, 6, 8, {}, {2}))).outcome, Outcome::conflict);
  EXPECT_EQ(commit(change(zone, 1, difference(apex, 7, 6, {}, {2}))).outcome, Outcome::conflict);
}

TEST_P(StoreContract, a_zone_name_is_taken_once) {
  const auto first = commit(create("example.org", 7, {}));
  EXPECT_EQ(commit(create("example.org", 7, {})).outcome, Outcome::conflict);
  const auto other = commit(create("example.com", 7, {}));
  ASSERT_EQ(other.outcome, Outcome::committed);

  ChangeZone rename;
  rename.zone = other.zone;
  rename.expected_version = 1;
  rename.settings = testing::settings("example.org");
  EXPECT_EQ(commit({.what = rename, .provenance = {}, .result = {}}).outcome, Outcome::conflict);
  // A conflict leaves nothing behind.
  EXPECT_EQ(load()[1].version, 1U);

  const DeleteZone remove{.zone = first.zone, .expected_version = 1};
  ASSERT_EQ(commit({.what = remove, .provenance = {}, .result = {}}).outcome, Outcome::committed);
  EXPECT_EQ(commit({.what = rename, .provenance = {}, .result = {}}).outcome, Outcome::committed);
}

TEST_P(StoreContract, a_conflict_drops_only_itself_from_the_batch) {
  const auto zone = commit(create("example.org", 7, {1})).zone;
  std::vector<Transaction> batch;
  batch.push_back(change(zone, 1, difference(apex, 7, 8, {}, {2})));
  batch.push_back(change(zone, 1, difference(apex, 7, 8, {}, {3})));
  batch.push_back(create("example.com", 1, {1}));
  batch.push_back(change(zone, 2, difference(apex, 8, 9, {}, {4})));
  const auto results = store->commit(std::move(batch));
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(results[0].outcome, Outcome::committed);
  EXPECT_EQ(results[1].outcome, Outcome::conflict);
  EXPECT_EQ(results[2].outcome, Outcome::committed);
  EXPECT_EQ(results[3].outcome, Outcome::committed);
  // Positions stay dense.
  EXPECT_EQ(results[0].position, 2U);
  EXPECT_EQ(results[2].position, 3U);
  EXPECT_EQ(results[3].position, 4U);
  EXPECT_EQ(records(*load()[0].contents), records(*testing::contents(apex, 9, {1, 2, 4})));
}

TEST_P(StoreContract, a_repeated_request_gets_the_stored_result) {
  auto first = create("example.org", 7, {});
  first.provenance.request_id = "request 1";
  first.result = "made";
  auto repeated = first;
  const auto made = commit(std::move(first));
  ASSERT_EQ(made.outcome, Outcome::committed);

  reopen();
  auto much_later = repeated;
  const auto duplicate = commit(std::move(repeated));
  EXPECT_EQ(duplicate.outcome, Outcome::duplicate);
  EXPECT_EQ(duplicate.stored_result, "made");
  EXPECT_EQ(duplicate.zone, made.zone);
  EXPECT_EQ(duplicate.position, made.position);
  EXPECT_EQ(*store->request_result("request 1"), "made");
  EXPECT_EQ(*store->request_result("request 2"), std::nullopt);

  clock.advance(std::chrono::hours(25));
  EXPECT_EQ(*store->request_result("request 1"), std::nullopt);
  // Forgotten, the request is tried again.
  EXPECT_EQ(commit(std::move(much_later)).outcome, Outcome::conflict);
}

TEST_P(StoreContract, a_request_repeated_within_a_batch_is_a_duplicate) {
  std::vector<Transaction> batch;
  for (int i = 0; i < 2; ++i) {
    batch.push_back(create("example" + std::to_string(i) + ".org", 7, {}));
    batch.back().provenance.request_id = "same";
    batch.back().result = "number " + std::to_string(i);
  }
  const auto results = store->commit(std::move(batch));
  EXPECT_EQ(results[0].outcome, Outcome::committed);
  EXPECT_EQ(results[1].outcome, Outcome::duplicate);
  EXPECT_EQ(results[1].stored_result, "number 0");
}

TEST_P(StoreContract, settings_move_the_version_and_not_the_serial) {
  const auto zone = commit(create("example.org", 7, {1})).zone;
  ChangeZone settings;
  settings.zone = zone;
  settings.expected_version = 1;
  settings.settings = testing::settings("example.org");
  settings.settings->networks = {};
  settings.settings->primary.enabled = true;
  settings.settings->serial_policy = model::SerialPolicy::date;
  settings.settings->echoed = {{"tags", "{\"a\": 1.0}"}};
  settings.settings->updated_at = 1'700'000'000;
  ASSERT_EQ(commit({.what = settings, .provenance = {}, .result = {}}).outcome, Outcome::committed);
  ASSERT_EQ(commit(change(zone, 2, difference(apex, 7, 8, {}, {2}))).outcome, Outcome::committed);
  reopen();
  const auto zones = load();
  EXPECT_EQ(zones[0].version, 3U);
  EXPECT_EQ(zones[0].contents->serial(), dns::Serial(8));
  EXPECT_TRUE(zones[0].settings.networks.empty());
  EXPECT_TRUE(zones[0].settings.primary.enabled);
  EXPECT_EQ(zones[0].settings.serial_policy, model::SerialPolicy::date);
  EXPECT_EQ(zones[0].settings.echoed.at("tags"), "{\"a\": 1.0}");
  EXPECT_EQ(zones[0].settings.updated_at, 1'700'000'000);
  EXPECT_EQ(zones[0].history.size(), 1U);
}

TEST_P(StoreContract, replaced_contents_start_history_anew) {
  const auto zone = commit(create("example.org", 7, {1})).zone;
  commit(change(zone, 1, difference(apex, 7, 8, {}, {2})));
  ReplaceZone replace;
  replace.zone = zone;
  replace.expected_version = 2;
  replace.contents = testing::contents(apex, 100, {5});
  ASSERT_EQ(commit({.what = replace, .provenance = {}, .result = {}}).outcome, Outcome::committed);
  EXPECT_TRUE(load()[0].history.empty());
  commit(change(zone, 3, difference(apex, 100, 101, {}, {6})));
  reopen();
  const auto zones = load();
  EXPECT_EQ(records(*zones[0].contents), records(*testing::contents(apex, 101, {5, 6})));
  EXPECT_EQ(zones[0].history.size(), 1U);
}

TEST_P(StoreContract, a_deleted_zone_is_gone_and_its_id_stays_its_own) {
  const auto first = commit(create("example.org", 7, {1})).zone;
  const DeleteZone wrong{.zone = first, .expected_version = 9};
  EXPECT_EQ(commit({.what = wrong, .provenance = {}, .result = {}}).outcome, Outcome::conflict);
  const DeleteZone remove{.zone = first, .expected_version = 1};
  EXPECT_EQ(commit({.what = remove, .provenance = {}, .result = {}}).outcome, Outcome::committed);
  EXPECT_TRUE(load().empty());
  EXPECT_EQ(commit({.what = remove, .provenance = {}, .result = {}}).outcome, Outcome::conflict);
  EXPECT_NE(commit(create("example.org", 7, {1})).zone, first);
}

model::RecordDocument document(const dns::Name& owner, const std::string& note) {
  model::RecordDocument out;
  out.owner = owner;
  out.type = dns::RrType::a;
  out.answers.push_back({.parts = {"192.0.2.1"}, .verbatim = "", .echoed = {{"meta", note}}});
  return out;
}

TEST_P(StoreContract, documents_are_found_by_owner_in_any_case) {
  auto transaction = create("example.org", 7, {1});
  const auto owner = name("Host1.example.org.");
  std::get<CreateZone>(transaction.what).documents = {
      {owner, dns::RrType::a, document(owner, "1")}};
  const auto zone = commit(std::move(transaction)).zone;
  const auto found = store->record_document(zone, name("hOST1.example.org."), dns::RrType::a);
  ASSERT_TRUE(found && *found);
  EXPECT_TRUE((*found)->owner.view().same_spelling(owner));
  EXPECT_EQ((*found)->answers[0].echoed.at("meta"), "1");
  EXPECT_EQ(*store->record_document(zone, owner, dns::RrType::aaaa), std::nullopt);
  std::vector<dns::RrType> types;
  ASSERT_TRUE(store->record_documents(
      zone, name("hOST1.example.org."),
      [&](const model::RecordDocument& each) { types.push_back(each.type); }));
  EXPECT_EQ(types, std::vector<dns::RrType>{dns::RrType::a});
  EXPECT_TRUE(*store->has_record_documents(zone));
  EXPECT_FALSE(*store->has_record_documents(zone + 1));

  ChangeZone edit;
  edit.zone = zone;
  edit.expected_version = 1;
  edit.documents = {
      {owner, dns::RrType::a, std::nullopt},
      {name("b.example.org."), dns::RrType::a, document(name("b.example.org."), "2")}};
  ASSERT_EQ(commit({.what = edit, .provenance = {}, .result = {}}).outcome, Outcome::committed);
  std::vector<std::string> notes;
  ASSERT_TRUE(store->record_documents(zone, [&](const model::RecordDocument& each) {
    notes.push_back(each.answers[0].echoed.at("meta"));
  }));
  EXPECT_EQ(notes, std::vector<std::string>{"2"});

  edit.expected_version = 2;
  edit.drop_all_documents = true;
  edit.documents = {{owner, dns::RrType::a, document(owner, "3")}};
  ASSERT_EQ(commit({.what = edit, .provenance = {}, .result = {}}).outcome, Outcome::committed);
  EXPECT_EQ(*store->record_document(zone, name("b.example.org."), dns::RrType::a), std::nullopt);
  EXPECT_TRUE(*store->record_document(zone, owner, dns::RrType::a));
}

model::TsigKeyDocument key(const std::string& key_name, base::Bytes secret) {
  return {.name = name(key_name),
          .algorithm = dns::TsigAlgorithm::hmac_sha256,
          .secret = std::move(secret)};
}

TEST_P(StoreContract, keys_travel_with_a_zone_or_alone) {
  auto transaction = create("example.org", 7, {1});
  std::get<CreateZone>(transaction.what).keys = {key("Key.example.org.", {1, 2, 3})};
  const auto zone = commit(std::move(transaction)).zone;
  ChangeZone edit;
  edit.zone = zone;
  edit.expected_version = 1;
  edit.keys = {key("kEY.example.org.", {4, 5}), key("other.example.org.", {6})};
  commit({.what = edit, .provenance = {}, .result = {}});
  reopen();
  auto keys = *store->load_keys();
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].secret, (base::Bytes{4, 5}));
  EXPECT_EQ(keys[0].algorithm, dns::TsigAlgorithm::hmac_sha256);

  const ChangeConfig alone{.keys = {key("third.example.org.", {7})},
                           .removed_keys = {name("OTHER.example.org.")}};
  ASSERT_EQ(commit({.what = alone, .provenance = {}, .result = {}}).outcome, Outcome::committed);
  keys = *store->load_keys();
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[1].name, name("third.example.org."));
}

/// A change of configuration objects alone.
Transaction configs(std::vector<PutConfig> puts) {
  return {.what = ChangeConfig{}, .provenance = {}, .result = {}, .configs = std::move(puts)};
}

TEST_P(StoreContract, config_objects_are_kept_by_kind_with_the_position_that_wrote_them) {
  commit(configs({{"acl", "a", "{\"x\":1}"}, {"acl", "b", "{}"}, {"view", "a", "{}"}}));
  commit(configs({{"acl", "b", ""}}));
  commit(configs({{"view", "a", "{\"y\":2}"}}));
  reopen();
  const auto objects = *store->load_config();
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0].kind, "acl");
  EXPECT_EQ(objects[0].id, "a");
  EXPECT_EQ(objects[0].body, "{\"x\":1}");
  EXPECT_EQ(objects[0].version, 1U);
  EXPECT_EQ(objects[1].kind, "view");
  EXPECT_EQ(objects[1].body, "{\"y\":2}");
  EXPECT_EQ(objects[1].version, 3U);
}

TEST_P(StoreContract, config_objects_travel_with_a_zone_or_not_at_all) {
  auto made = create("example.org", 7, {1});
  made.configs = {{"view", "inside", "{}"}};
  commit(std::move(made));
  auto twice = create("example.org", 7, {1});
  twice.configs = {{"view", "outside", "{}"}};
  EXPECT_EQ(commit(std::move(twice)).outcome, Outcome::conflict);
  const auto objects = *store->load_config();
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0].id, "inside");
}

TEST_P(StoreContract, the_feed_tells_every_change_in_order) {
  auto made = create("example.org", 7, {1, 2});
  made.provenance = {.request_id = "r", .actor = "admin", .comment = "first", .at = 1'600'000'001};
  const auto zone = commit(std::move(made)).zone;
  commit(change(zone, 1, difference(apex, 7, 8, {2}, {3, 4})));
  commit(configs({{"acl", "a", "{}"}}));
  commit({.what = DeleteZone{.zone = zone, .expected_version = 2}, .provenance = {}, .result = {}});

  const auto all = *store->changes_after(0, 100);
  ASSERT_EQ(all.size(), 4U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].position, i + 1);
  EXPECT_EQ(all[0].kind, "create");
  EXPECT_EQ(all[0].serial_from, std::nullopt);
  EXPECT_EQ(all[0].serial_to, dns::Serial(7));
  EXPECT_EQ(all[0].added, 3U);
  EXPECT_EQ(all[0].provenance.comment, "first");
  EXPECT_EQ(all[0].provenance.actor, "admin");
  EXPECT_EQ(all[0].provenance.at, 1'600'000'001);
  EXPECT_EQ(all[1].kind, "change");
  EXPECT_EQ(all[1].deleted, 1U);
  EXPECT_EQ(all[1].added, 2U);
  EXPECT_EQ(all[2].kind, "config");
  EXPECT_EQ(all[3].kind, "delete");
  EXPECT_EQ(store->changes_after(2, 1)->at(0).position, 3U);
  EXPECT_EQ(store->zone_changes(zone, 2)->at(0).kind, "delete");
  EXPECT_EQ(store->zone_changes(zone, 2)->size(), 2U);
  EXPECT_EQ(store->head(), 4U);
}

TEST_P(StoreContract, notify_marks_survive_and_go_with_their_zone) {
  const auto zone = commit(create("example.org", 7, {1})).zone;
  const auto address = *base::SocketAddress::parse("192.0.2.1:53");
  const auto address6 = *base::SocketAddress::parse("[2001:db8::1]:5353");
  ASSERT_TRUE(
      store->put_notify_marks({{zone, address, dns::Serial(6)}, {zone, address6, dns::Serial(7)}}));
  ASSERT_TRUE(store->put_notify_marks(
      {{zone, address, dns::Serial(7)}, {zone + 9, address, dns::Serial(1)}}));
  reopen();
  const auto marks = *store->load_notify_marks();
  ASSERT_EQ(marks.size(), 2U);
  EXPECT_EQ(marks[0].serial, dns::Serial(7));
  EXPECT_EQ(marks[1].destination, address6);
  commit({.what = DeleteZone{.zone = zone, .expected_version = 1}, .provenance = {}, .result = {}});
  EXPECT_TRUE(store->load_notify_marks()->empty());
}

TEST_P(StoreContract, large_contents_may_be_prepared_or_not) {
  Hosts hosts;
  for (std::uint32_t i = 0; i < 20'000; ++i) hosts.insert(i);
  auto prepared = create("example.org", 7, hosts);
  ASSERT_TRUE(store->prepare(prepared));
  const auto zone = commit(std::move(prepared)).zone;
  commit(create("example.com", 7, hosts));
  commit(change(zone, 1, difference(apex, 7, 8, {2}, {20'001})));
  reopen();
  const auto zones = load();
  ASSERT_EQ(zones.size(), 2U);
  hosts.erase(2);
  hosts.insert(20'001);
  EXPECT_EQ(records(*zones[0].contents), records(*testing::contents(apex, 8, hosts)));
  EXPECT_EQ(zones[1].contents->record_count(), 20'002U);
}

TEST_P(StoreContract, upkeep_changes_nothing_that_can_be_seen) {
  const auto zone = commit(create("example.org", 1, {1})).zone;
  Hosts hosts{1};
  std::uint32_t next = 2;
  for (std::uint32_t i = 0; i < 60; ++i) {
    Hosts added;
    for (int k = 0; k < 100; ++k) added.insert(next++);
    hosts.insert(added.begin(), added.end());
    ASSERT_EQ(commit(change(zone, 1 + i, difference(apex, 1 + i, 2 + i, {}, added))).outcome,
              Outcome::committed);
    if (i % 10 == 9) {
      while (true) {
        const auto worked = store->maintain();
        ASSERT_TRUE(worked) << worked.error().message;
        if (!*worked) break;
      }
    }
  }
  reopen();
  const auto zones = load(64 << 20);
  EXPECT_EQ(records(*zones[0].contents), records(*testing::contents(apex, 61, hosts)));
  EXPECT_EQ(zones[0].history.size(), 60U);
  EXPECT_EQ(zones[0].version, 61U);
}

TEST_P(StoreContract, differences_are_read_back_from_any_version) {
  const auto zone = commit(create("example.org", 1, {1})).zone;
  for (std::uint32_t serial = 1; serial <= 5; ++serial) {
    ASSERT_EQ(commit(change(zone, serial, difference(apex, serial, serial + 1, {}, {100 + serial})))
                  .outcome,
              Outcome::committed);
  }
  std::vector<std::uint32_t> reached;
  const auto read = [&](std::uint64_t version, std::uint64_t above) {
    reached.clear();
    const auto done = store->zone_differences(zone, version, above, [&](zone::DifferenceRef one) {
      reached.push_back(one ? one->to().value() : 0);
      return reached.size() < 3;
    });
    EXPECT_TRUE(done);
    return reached;
  };
  using Serials = std::vector<std::uint32_t>;
  EXPECT_EQ(read(6, 4), (Serials{6, 5}));
  EXPECT_EQ(read(4, 2), (Serials{4, 3}));
  EXPECT_EQ(read(6, 0), (Serials{6, 5, 4})) << "stopped by its receiver";
  EXPECT_EQ(read(2, 0), (Serials{2, 0})) << "the creation has no difference";
  EXPECT_EQ(*store->history_start(zone), 1U);
  const auto older = store->zone_changes(zone, 2, 4);
  ASSERT_EQ(older->size(), 2U);
  EXPECT_EQ(older->at(0).position, 3U);
}

TEST_P(StoreContract, a_replacement_keeps_its_difference_for_history_and_none_for_ixfr) {
  const auto zone = commit(create("example.org", 1, {1})).zone;
  ASSERT_EQ(commit(change(zone, 1, difference(apex, 1, 2, {}, {2}))).outcome, Outcome::committed);
  ReplaceZone replace{.zone = zone,
                      .expected_version = 2,
                      .contents = testing::contents(apex, 3, {7, 8}),
                      .settings = {},
                      .documents = {}};
  replace.difference = difference(apex, 2, 3, {1, 2}, {7, 8});
  ASSERT_EQ(commit({.what = replace, .provenance = {}, .result = {}}).outcome, Outcome::committed);
  for (const bool again : {false, true}) {
    if (again) reopen();
    const auto zones = load();
    EXPECT_TRUE(zones.at(0).history.empty());
    EXPECT_EQ(records(*zones.at(0).contents), records(*testing::contents(apex, 3, {7, 8})));
    int count = 0;
    ASSERT_TRUE(store->zone_differences(zone, 3, 1, [&](zone::DifferenceRef one) {
      EXPECT_TRUE(one);
      ++count;
      return true;
    }));
    EXPECT_EQ(count, 2);
    EXPECT_EQ(store->zone_changes(zone, 1)->at(0).deleted, 2U);
  }
  replace.expected_version = 3;
  EXPECT_EQ(commit({.what = replace, .provenance = {}, .result = {}}).outcome, Outcome::conflict)
      << "it does not start where the zone stands";
}

TEST_P(StoreContract, what_settings_were_is_kept_with_their_change) {
  auto made = create("example.org", 1, {1});
  auto settings = std::get<CreateZone>(made.what).settings;
  const auto zone = commit(std::move(made)).zone;
  settings.id = zone;
  settings.primary.enabled = true;
  ChangeZone change{.zone = zone,
                    .expected_version = 1,
                    .difference = {},
                    .settings = settings,
                    .documents = {},
                    .keys = {},
                    .removed_keys = {}};
  ASSERT_EQ(commit({.what = change, .provenance = {}, .result = {}}).outcome, Outcome::committed);
  const auto lines = store->zone_changes(zone, 2);
  ASSERT_EQ(lines->size(), 2U);
  ASSERT_TRUE(lines->at(0).settings_before && lines->at(0).settings_after);
  EXPECT_FALSE(lines->at(0).settings_before->primary.enabled);
  EXPECT_TRUE(lines->at(0).settings_after->primary.enabled);
  EXPECT_FALSE(lines->at(1).settings_after);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         ::testing::Values(Factory{"embedded",
                                                   [](const std::string& directory,
                                                      const base::Clock& clock, base::Log& log) {
                                                     return open_embedded_store(
                                                         {.directory = directory}, clock, log);
                                                   }}),
                         [](const auto& each) { return each.param.label; });

}  // namespace
}  // namespace zonecast::store
