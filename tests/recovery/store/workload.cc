// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/workload.h"

#include <fmt/core.h>

namespace zonecast::store::recovery {

using testing::Hosts;

Tuning small_tuning() {
  Tuning tuning;
  tuning.inline_image_octets_max = 1024;
  tuning.image_chunk_octets = 10 << 10;
  tuning.pending_octets_min = 1024;
  tuning.history.octets_max = 6 << 10;
  tuning.change_entries_max = 60;
  tuning.wal_octets_max = 192 << 10;
  tuning.rows_per_step = 7;
  tuning.chunks_per_step = 1;
  return tuning;
}

Workload::Step Workload::next() {
  Step step;
  step.prepare = chance(2);
  step.maintain = chance(3);
  const auto count = 1 + below(4);
  for (std::uint32_t i = 0; i < count; ++i) add_transaction(step);
  return step;
}

Transaction Workload::next_change() {
  Step step;
  change_zone(step);
  return std::move(step.batch.front());
}

void Workload::add_transaction(Step& step) {
  if (model_.zones.size() < 2) return create_zone(step);
  switch (below(16)) {
    case 0:
      return create_zone(step);
    case 1:
      return change_settings(step);
    case 2:
      return replace_zone(step);
    case 3:
      return chance(3) ? remove_zone(step) : change_zone(step);
    case 4:
      return change_keys(step);
    case 5:
      return repeat_request(step);
    case 6:
      return conflict(step);
    default:
      return change_zone(step);
  }
}

ModelZone& Workload::any_zone() {
  auto at = model_.zones.begin();
  std::advance(at, below(static_cast<std::uint32_t>(model_.zones.size())));
  return at->second;
}

Hosts Workload::some_hosts() {
  Hosts hosts;
  const auto count = zones_ == Zones::any && chance(4) ? 1500 : below(30);
  for (std::uint32_t i = 0; i < count; ++i) hosts.insert(below(100'000));
  return hosts;
}

/// Adds a transaction that will be committed.
void Workload::add(Step& step, Transaction transaction) {
  ++model_.head;
  if (chance(2)) {
    transaction.provenance.request_id = fmt::format("request {}", ++requests_made_);
    transaction.result = fmt::format("result {}", below(1000));
    model_.requests[transaction.provenance.request_id] = transaction.result;
  }
  transaction.provenance.actor = "admin";
  transaction.provenance.at = 1'600'000'000;
  step.batch.push_back(std::move(transaction));
  step.outcomes.push_back(Outcome::committed);
}

void Workload::create_zone(Step& step) {
  const auto zone_name = fmt::format("zone{}.example.org", ++zones_made_);
  ModelZone zone;
  zone.serial = below(1'000'000'000);
  zone.hosts = some_hosts();
  auto transaction = testing::create(zone_name, zone.serial, zone.hosts);
  zone.updated_at = std::get<CreateZone>(transaction.what).settings.updated_at;
  add(step, std::move(transaction));
  zone.id = model_.head;
  zone.version = 1;
  zone.past[zone.serial] = zone.hosts;
  model_.zones[zone_name] = std::move(zone);
}

namespace {

dns::Name apex_of(const ModelStore& model, const ModelZone& zone) {
  for (const auto& [zone_name, each] : model.zones) {
    if (&each == &zone) return testing::name(zone_name + ".");
  }
  return {};
}

}  // namespace

void Workload::change_zone(Step& step) {
  auto& zone = any_zone();
  const auto apex = apex_of(model_, zone);
  Hosts deleted;
  Hosts added;
  for (const auto number : zone.hosts) {
    if (deleted.size() < 5 && chance(10)) deleted.insert(number);
  }
  const auto count = 1 + below(10);
  while (added.size() < count) {
    const auto number = below(100'000);
    if (!zone.hosts.contains(number)) added.insert(number);
  }
  const auto serial = zone.serial + 1 + below(100);
  ChangeZone change;
  change.zone = zone.id;
  change.expected_version = zone.version;
  change.difference = testing::difference(apex, zone.serial, serial, deleted, added);
  for (const auto number : deleted) {
    zone.hosts.erase(number);
    if (zone.documents.erase(number) == 0) continue;
    const auto host = testing::host(apex, number);
    change.documents.push_back({.owner = host.owner, .type = host.type, .document = {}});
  }
  for (const auto number : added) {
    zone.hosts.insert(number);
    if (!chance(4)) continue;
    const auto host = testing::host(apex, number);
    model::RecordDocument document;
    document.owner = host.owner;
    document.type = host.type;
    document.echoed["note"] = fmt::format("note {}", below(1000));
    zone.documents[number] = document.echoed["note"];
    change.documents.push_back({.owner = host.owner, .type = host.type, .document = document});
  }
  ++zone.version;
  zone.serial = serial;
  zone.past[serial] = zone.hosts;
  add(step, {.what = std::move(change), .provenance = {}, .result = {}});
}

void Workload::change_settings(Step& step) {
  auto& zone = any_zone();
  auto apex = apex_of(model_, zone);
  ChangeZone change;
  change.zone = zone.id;
  change.expected_version = zone.version++;
  change.settings = testing::settings(dns::to_text_undotted(apex));
  change.settings->updated_at = zone.updated_at = 1'600'000'000 + below(1'000'000);
  change.settings->echoed["tags"] = std::string(below(2000), 'x');
  add(step, {.what = std::move(change), .provenance = {}, .result = {}});
}

void Workload::replace_zone(Step& step) {
  auto& zone = any_zone();
  ReplaceZone replace;
  replace.zone = zone.id;
  replace.expected_version = zone.version++;
  zone.serial += 1 + below(100);
  zone.hosts = some_hosts();
  zone.documents.clear();
  zone.past = {{zone.serial, zone.hosts}};
  replace.contents = testing::contents(apex_of(model_, zone), zone.serial, zone.hosts);
  add(step, {.what = std::move(replace), .provenance = {}, .result = {}});
}

void Workload::remove_zone(Step& step) {
  const auto zone_name = dns::to_text_undotted(apex_of(model_, any_zone()));
  const auto& zone = model_.zones.at(zone_name);
  const DeleteZone remove{.zone = zone.id, .expected_version = zone.version};
  model_.zones.erase(zone_name);
  add(step, {.what = remove, .provenance = {}, .result = {}});
}

void Workload::change_keys(Step& step) {
  const auto text = fmt::format("key{}.example.org.", below(4));
  ChangeConfig change;
  if (model_.keys.erase(text) != 0 && chance(2)) {
    change.removed_keys.push_back(testing::name(text));
  } else {
    const base::Bytes secret(1 + below(40), static_cast<std::uint8_t>(below(256)));
    change.keys.push_back({.name = testing::name(text),
                           .algorithm = dns::TsigAlgorithm::hmac_sha256,
                           .secret = secret});
    model_.keys[text] = secret;
  }
  add(step, {.what = std::move(change), .provenance = {}, .result = {}});
}

void Workload::repeat_request(Step& step) {
  if (model_.requests.empty()) return change_zone(step);
  const auto& [id, result] = *model_.requests.begin();
  auto transaction = testing::create("repeated.example.org", 1, {});
  transaction.provenance.request_id = id;
  step.batch.push_back(std::move(transaction));
  step.outcomes.push_back(Outcome::duplicate);
}

void Workload::conflict(Step& step) {
  const auto& zone = any_zone();
  const auto apex = apex_of(model_, zone);
  ChangeZone change;
  change.zone = zone.id;
  change.expected_version = zone.version + 1;
  change.difference = testing::difference(apex, zone.serial, zone.serial + 1, {}, {100'001});
  step.batch.push_back({.what = std::move(change), .provenance = {}, .result = {}});
  step.outcomes.push_back(Outcome::conflict);
}

}  // namespace zonecast::store::recovery
