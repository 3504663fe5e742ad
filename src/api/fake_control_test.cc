// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/fake_control.h"

#include <fmt/format.h>

#include "api/answer.h"
#include "control/object_tag.h"
#include "model/serial_rule.h"
#include "zone/zone_builder.h"

namespace zonecast::api {

using control::Problem;
using control::problem;
using control::ProblemKind;

namespace {

using Key = std::pair<dns::Name, dns::RrType>;
bool precedes(const Key& a, const Key& b) {
  const auto order = dns::compare(a.first, b.first);
  return order < 0 || (order == 0 && a.second < b.second);
}

}  // namespace

control::ZoneState FakeZones::state(const Zone& zone) const {
  zone::ZoneBuilder builder(zone.settings.apex);
  const dns::SoaView soa{
      zone.mname,   zone.rname, dns::Serial(static_cast<std::uint32_t>(zone.version)),
      zone.refresh, zone.retry, zone.expiry,
      zone.nx_ttl};
  (void)builder.add(
      dns::Record(zone.settings.apex, dns::RrType::soa, zone.ttl, dns::make_soa(soa)).view());
  for (const auto& [key, record] : zone.records) {
    for (const auto& answer : record.answers) {
      const auto rdata = model::rdata_of_answer(key.second, answer.parts);
      if (!rdata) continue;  // an ALIAS is no data of DNS
      (void)builder.add(dns::Record(key.first, key.second, record.ttl, *rdata).view());
    }
  }
  return {std::make_shared<model::ZoneSettings>(zone.settings),
          std::make_shared<zone::ZoneVersion>(builder.build().value()),
          zone.version,
          {},
          zone.views};
}

control::Result<void> FakeZones::note(const control::Request& by) {
  request = by;
  ++calls;
  if (failure) return std::unexpected(*failure);
  return {};
}

void FakeZones::apply(Zone& zone, const control::ZoneDraft& draft) {
  zone_draft = draft;
  ++zone.version;
  zone.ttl = draft.ttl.value_or(zone.ttl);
  zone.refresh = draft.refresh.value_or(zone.refresh);
  zone.retry = draft.retry.value_or(zone.retry);
  zone.expiry = draft.expiry.value_or(zone.expiry);
  zone.nx_ttl = draft.nx_ttl.value_or(zone.nx_ttl);
  zone.mname = draft.mname.value_or(zone.mname);
  zone.rname = draft.rname.value_or(zone.rname);
  zone.views = draft.views.value_or(zone.views);
  auto& settings = zone.settings;
  settings.networks = draft.networks.value_or(settings.networks);
  settings.serial_policy = draft.serial_policy.value_or(settings.serial_policy);
  settings.primary.enabled = draft.transfers_enabled.value_or(settings.primary.enabled);
  settings.primary.transfer_acls = draft.transfer_acls.value_or(settings.primary.transfer_acls);
  for (const auto& [name, text] : draft.echoed) {
    if (text) {
      settings.echoed[name] = *text;
    } else {
      settings.echoed.erase(name);
    }
  }
  if (!draft.secondaries) return;
  const auto before = std::exchange(settings.primary.secondaries, {});
  using Intent = control::SecondaryDraft::TsigIntent;
  for (const auto& row : *draft.secondaries) {
    model::Secondary secondary{row.address, row.port, row.notify, row.networks, {}};
    if (row.tsig_intent == Intent::set) {
      secondary.tsig =
          model::SecondaryTsig{row.tsig->key_name, row.tsig->transfers.value_or(false)};
      keys_[dns::to_text(row.tsig->key_name)] = {row.tsig->key_name, row.tsig->algorithm,
                                                 *row.tsig->secret};
    } else if (row.tsig_intent == Intent::keep) {
      for (const auto& old : before) {
        if (old.address == row.address && old.port == row.port) secondary.tsig = old.tsig;
      }
    }
    settings.primary.secondaries.push_back(std::move(secondary));
  }
}

std::vector<control::ZoneState> FakeZones::list(const std::string& after,
                                                std::size_t count_max) const {
  std::vector<control::ZoneState> out;
  for (auto it = zones_.upper_bound(after); it != zones_.end() && out.size() < count_max; ++it) {
    out.push_back(state(it->second));
  }
  return out;
}

control::ZoneList FakeZones::list(const control::ZoneQuery& query) const {
  zone_query = query;
  auto zones = list(query.after, zones_.size());
  if (query.is_seen)
    std::erase_if(zones, [&](const auto& zone) { return !query.is_seen(zone.settings->name); });
  control::ZoneList page{std::move(zones), zones_.size(), {}};
  if (page.zones.size() > query.count_max) {
    page.zones.resize(query.count_max);
    page.next = page.zones.back().settings->name;
  }
  return page;
}

/// Every zone and every record is a hit.
control::SearchResult FakeZones::search(const control::SearchQuery& query) const {
  search_query = query;
  control::SearchResult result;
  for (const auto& [name, zone] : zones_) {
    if (query.zones) result.hits.push_back({state(zone), std::nullopt});
    if (!query.owners && !query.answers) continue;
    for (const auto& [key, record] : zone.records)
      result.hits.push_back({state(zone), control::RecordPosition{record.owner, record.type}});
  }
  result.total = result.hits.size() + query.skip;
  if (result.hits.size() > query.count_max) result.hits.resize(query.count_max);
  return result;
}

control::Result<control::ZoneState> FakeZones::get(const std::string& name) const {
  const auto found = zones_.find(name);
  if (found == zones_.end()) return problem(ProblemKind::zone_not_found, "no such zone");
  return state(found->second);
}

control::Result<control::ZoneState> FakeZones::create(const std::string& name,
                                                      const dns::Name& apex,
                                                      const control::ZoneDraft& draft,
                                                      const control::Request& by) {
  if (auto noted = note(by); !noted) return std::unexpected(noted.error());
  if (zones_.contains(name)) return problem(ProblemKind::zone_exists, "it exists");
  Zone zone{.settings = {}, .mname = {}, .rname = {}, .records = decltype(Zone::records)(precedes)};
  zone.settings.public_id = derived_id(name);
  zone.settings.name = name;
  zone.settings.apex = apex;
  zone.settings.created_at = zone.settings.updated_at = 1'795'348'800;
  zone.mname = dns::Name::from_text("ns1.example.net").value();
  zone.rname = dns::Name::from_text("hostmaster.example.net").value();
  apply(zone, draft);
  zone.version = 1;
  const Key key(apex, dns::RrType::ns);
  zone.records.emplace(key, control::RecordState{derived_id(name + "NS"),
                                                 name,
                                                 apex,
                                                 key.second,
                                                 zone.nx_ttl,
                                                 {{{"ns1.example.net"}, {}, {}}},
                                                 {}});
  return state(zones_.emplace(name, std::move(zone)).first->second);
}

control::Result<control::ZoneState> FakeZones::update(const std::string& name,
                                                      const control::ZoneDraft& draft,
                                                      const control::Request& by) {
  if (auto noted = note(by); !noted) return std::unexpected(noted.error());
  if (auto met = by.precondition.check(control::zone_tag(*get(name))); !met)
    return std::unexpected(met.error());
  apply(zones_.at(name), draft);
  return get(name);
}

control::Result<void> FakeZones::remove(const std::string& name, const control::Request& by) {
  if (auto noted = note(by); !noted) return noted;
  if (zones_.erase(name) == 0) return problem(ProblemKind::zone_not_found, "no such zone");
  return {};
}

control::Result<control::RecordState> FakeZones::get_record(const std::string& zone,
                                                            const std::string& domain,
                                                            dns::RrType type) const {
  const auto owner = owner_from_text(*get(zone), domain);
  const auto& records = zones_.at(zone).records;
  const auto found = records.find({owner.value(), type});
  if (found == records.end()) return problem(ProblemKind::record_not_found, "no such record");
  return found->second;
}

control::Result<control::RecordState> FakeZones::create_record(const std::string& zone,
                                                               const control::RecordDraft& draft,
                                                               const control::Request& by) {
  if (auto noted = note(by); !noted) return std::unexpected(noted.error());
  record_draft = draft;
  const Key key(draft.owner, draft.type);
  auto& held = zones_.at(zone);
  if (held.records.contains(key)) return problem(ProblemKind::record_exists, "it exists");
  held.records.emplace(key, control::RecordState{derived_id(dns::to_text(draft.owner)),
                                                 zone,
                                                 draft.owner,
                                                 draft.type,
                                                 held.nx_ttl,
                                                 {},
                                                 {}});
  return update_record(zone, draft, by);
}

control::Result<control::RecordState> FakeZones::update_record(const std::string& zone,
                                                               const control::RecordDraft& draft,
                                                               const control::Request& by) {
  if (auto noted = note(by); !noted) return std::unexpected(noted.error());
  record_draft = draft;
  auto& held = zones_.at(zone);
  ++held.version;
  const auto found = held.records.find({draft.owner, draft.type});
  if (found == held.records.end()) return problem(ProblemKind::record_not_found, "no such record");
  auto& record = found->second;
  record.ttl = draft.ttl.value_or(record.ttl);
  record.answers = draft.answers.value_or(record.answers);
  for (const auto& [name, text] : draft.echoed) {
    if (text) record.echoed[name] = *text;
  }
  return record;
}

control::Result<void> FakeZones::remove_record(const std::string& zone, const std::string& domain,
                                               dns::RrType type, const control::Request& by) {
  if (auto noted = note(by); !noted) return noted;
  const auto owner = owner_from_text(*get(zone), domain);
  if (zones_.at(zone).records.erase({*owner, type}) == 0) {
    return problem(ProblemKind::record_not_found, "no such record");
  }
  return {};
}

control::Result<control::Change> FakeZones::change(const std::string& zone,
                                                   const std::vector<control::BatchItem>& given,
                                                   const control::Request& by) {
  if (auto noted = note(by); !noted) return std::unexpected(noted.error());
  items = given;
  return control::Change{"41", zone, dns::Serial(7), static_cast<std::uint32_t>(given.size()), 1};
}

control::Result<void> FakeZones::for_each_record(
    const control::ZoneState& zone, const std::optional<control::RecordPosition>& after,
    const std::function<bool(control::RecordState)>& receive) const {
  for (const auto& [key, record] : zones_.at(zone.settings->name).records) {
    if (after) {
      const auto order = dns::compare(record.owner, after->owner);
      if (order < 0 || (order == 0 && record.type <= after->type)) continue;
    }
    if (!receive(record)) break;
  }
  return {};
}

std::optional<control::RecordPosition> FakeZones::end_of_page(
    const control::ZoneState& zone, const std::optional<control::RecordPosition>& after,
    std::size_t count) const {
  std::optional<control::RecordPosition> end;
  std::size_t seen = 0;
  static_cast<void>(for_each_record(zone, after, [&](const control::RecordState& record) {
    if (++seen == count) end = control::RecordPosition{record.owner, record.type};
    return seen <= count;
  }));
  return seen > count ? end : std::nullopt;
}

control::Result<dns::Name> FakeZones::owner_from_text(const control::ZoneState& zone,
                                                      const std::string& domain) const {
  if (domain == "@") return zone.settings->apex;
  auto name = dns::Name::from_text(domain);
  if (!name || !name->view().is_within(zone.settings->apex)) {
    const std::string message = domain + " is not in the zone";
    return problem(ProblemKind::invalid, message, {{"domain", "out_of_zone", message}});
  }
  return *std::move(name);
}

std::string FakeZones::record_id(const control::ZoneState&, dns::NameView owner,
                                 dns::RrType type) const {
  return derived_id(dns::to_text(owner) + dns::to_text(type));
}

control::Result<std::optional<std::string>> FakeZones::earlier_result(
    const std::string& request_id) const {
  const auto found = earlier.find(request_id);
  return found == earlier.end() ? std::nullopt : std::optional(found->second);
}

std::optional<model::TsigKeyDocument> FakeZones::key(dns::NameView name) const {
  const auto found = keys_.find(dns::to_text(name));
  return found == keys_.end() ? std::nullopt : std::optional(found->second);
}

namespace {

class FakeSession final : public control::ImportSession {
 public:
  FakeSession(FakeImports& imports, FakeZones& zones, control::ImportOptions options)
      : imports_(imports), zones_(zones), options_(std::move(options)) {}
  bool feed(std::string_view text) override {
    text_ += text;
    return text_.find("bad") == std::string::npos;
  }
  control::Result<Imported> finish(const control::Request& request) override {
    const auto bad = text_.find("bad");
    if (bad != std::string::npos) {
      const auto line =
          1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
      return problem(ProblemKind::invalid, fmt::format("line {}: bad", line));
    }
    imports_.texts.push_back(text_);
    const bool exists = zones_.get(options_.name).has_value();
    auto zone = exists ? zones_.update(options_.name, {}, request)
                       : zones_.create(options_.name, options_.apex,
                                       options_.settings.value_or(control::ZoneDraft{}), request);
    if (!zone) return std::unexpected(zone.error());
    const auto lines = static_cast<std::uint32_t>(std::count(text_.begin(), text_.end(), '\n'));
    Imported imported{*zone, {}, !exists};
    if (lines > 0)
      imported.change = control::Change{"5", options_.name, zone->contents->serial(), lines, 0};
    return imported;
  }

 private:
  FakeImports& imports_;
  FakeZones& zones_;
  control::ImportOptions options_;
  std::string text_;
};

}  // namespace

std::unique_ptr<control::ImportSession> FakeImports::begin(control::ImportOptions options) {
  begun.push_back(options);
  return std::make_unique<FakeSession>(*this, zones_, std::move(options));
}

std::vector<control::Result<control::ImportSession::Imported>> FakeImports::import_many(
    std::vector<Item> items, const control::Request& request) {
  ++groups;
  std::vector<control::Result<control::ImportSession::Imported>> out;
  for (auto& item : items) {
    const auto session = begin(std::move(item.options));
    session->feed(item.text);
    out.push_back(session->finish(request));
  }
  return out;
}

std::function<bool(std::string&)> FakeImports::export_text(const control::ZoneState& zone) const {
  return [name = zone.settings->name](std::string& out) {
    out += name + ". 3600 IN SOA\n";
    return false;
  };
}

control::Result<control::NotifyReport> FakeReplication::notify_zone(const std::string& zone) {
  if (zone != "example.org") return problem(ProblemKind::zone_not_found, "no such zone");
  return control::NotifyReport{zone, 2};
}

control::Result<std::vector<control::NotifyReport>> FakeReplication::notify_all() {
  return std::vector<control::NotifyReport>{{"example.net", 1}, {"example.org", 2}};
}

control::Result<std::vector<control::SecondaryReport>> FakeReplication::status(
    const std::string&) const {
  return reports;
}

control::PastVersion FakeHistories::version(std::uint64_t number) const {
  control::PastVersion out;
  out.id = std::to_string(number);
  out.version = number;
  out.kind = number == 1 ? "create" : number == 2 ? "change" : "settings";
  out.author = "admin";
  out.comment = "version " + out.id;
  out.at = 1'795'348'800;
  out.is_restorable = number > 1;
  if (number > 1) out.before = std::to_string(number - 1);
  if (number == 2) {
    out.serial_from = dns::Serial(1);
    out.serial = dns::Serial(2);
    out.added = 1;
  }
  if (number == 3) {
    auto before = std::make_shared<model::ZoneSettings>();
    auto after = std::make_shared<model::ZoneSettings>();
    after->primary.enabled = true;
    after->primary.secondaries.push_back({*base::IpPrefix::parse("192.0.2.20"), 53, true, {}, {}});
    after->primary.secondaries[0].tsig =
        model::SecondaryTsig{*dns::Name::from_text("xfr.example.org"), false};
    out.settings_before = std::move(before);
    out.settings_after = std::move(after);
  }
  return out;
}

control::DifferenceExcerpt FakeHistories::difference(const control::ZoneState& zone) const {
  control::DifferenceExcerpt out;
  out.soa_before.emplace(zone.contents->soa());
  out.soa_after = out.soa_before;
  out.added.emplace_back(zone.settings->apex, dns::RrType::a, 300, base::Bytes{192, 0, 2, 1});
  out.added_count = 20'000;
  return out;
}

control::Result<control::Histories::Page> FakeHistories::list(const std::string& zone,
                                                              const std::string& before,
                                                              std::size_t count_max) const {
  if (const auto found = zones_.get(zone); !found) return std::unexpected(found.error());
  Page page;
  for (auto number = before.empty() ? 3 : std::stoi(before) - 1; number > 0; --number) {
    page.more = page.versions.size() == count_max;
    if (page.more) break;
    page.versions.push_back(version(static_cast<std::uint64_t>(number)));
  }
  return page;
}

control::Result<control::Histories::Shown> FakeHistories::get(const std::string& zone,
                                                              const std::string& id,
                                                              std::size_t) const {
  const auto found = zones_.get(zone);
  if (!found) return std::unexpected(found.error());
  Shown shown{version(std::stoull(id)), std::nullopt};
  if (id == "2") shown.difference = difference(*found);
  return shown;
}

control::Result<control::Histories::Contents> FakeHistories::contents(const std::string& zone,
                                                                      const std::string& id) const {
  const auto found = zones_.get(zone);
  if (!found) return std::unexpected(found.error());
  return Contents{version(std::stoull(id)), found->contents};
}

control::Result<control::DifferenceExcerpt> FakeHistories::compare(const std::string& zone,
                                                                   const std::string&,
                                                                   const std::string&,
                                                                   std::size_t) const {
  const auto found = zones_.get(zone);
  if (!found) return std::unexpected(found.error());
  return difference(*found);
}

control::Result<control::Change> FakeHistories::restore(const std::string& zone,
                                                        const std::string& id,
                                                        const control::Request& by) {
  request = by;
  if (id == "1") return problem(ProblemKind::conflict, "not kept");
  return control::Change{"42", zone, dns::Serial(9), 1, 2};
}

}  // namespace zonecast::api
