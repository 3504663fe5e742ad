// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_service.h"

#include "control/dry_run.h"
#include "control/object_tag.h"
#include "control/secondary_rows.h"
#include "control/settings_references.h"
#include "control/view_membership.h"
#include "model/serial_rule.h"

namespace zonecast::control {

namespace {

std::unexpected<Problem> no_such_zone() {
  return problem(ProblemKind::zone_not_found, "zone not found");
}
std::unexpected<Problem> no_such_record() {
  return problem(ProblemKind::record_not_found, "record not found");
}

std::unexpected<Problem> unreadable(const base::Error& error) {
  return problem(ProblemKind::unavailable, "the store cannot be read: " + error.message);
}

/// Whether the precondition holds for a record as the edit finds it.
Result<void> meets(const Precondition& precondition, RecordEdit& edit, dns::NameView owner,
                   dns::RrType type) {
  if (precondition.empty()) return {};
  const auto record = edit.state(owner, type);
  if (!record) return std::unexpected(record.error());
  return precondition.check(*record ? std::optional(record_tag(**record)) : std::nullopt);
}

/// What the request did, rendered for its Idempotency-Key.
std::string rendered(const Request& request, const RequestOutcome& outcome) {
  return request.request_id.empty() || !request.render ? std::string() : request.render(outcome);
}

}  // namespace

Result<void> meets(const Precondition& precondition, const ZoneHeadRef& head) {
  return precondition.check(head ? std::optional(zone_tag(zone_state(head))) : std::nullopt);
}

ZoneState zone_state(const ZoneHeadRef& head, std::vector<std::string> views) {
  return {head->settings, head->contents, head->version, head->unservable, std::move(views)};
}

ZoneState ZoneService::state_of(const ZoneHeadRef& head) const {
  return zone_state(head, views_.current()->views_of(head->settings->name));
}

store::Provenance provenance(const Request& request, std::int64_t now) {
  return {request.request_id, request.actor,  request.comment, now,
          request.actor_name, request.source, request.action};
}

void apply_settings(model::ZoneSettings& settings, const ZoneDraft& draft) {
  if (draft.serial_policy) settings.serial_policy = *draft.serial_policy;
  if (draft.networks) settings.networks = *draft.networks;
  if (draft.transfers_enabled) settings.primary.enabled = *draft.transfers_enabled;
  if (draft.transfer_acls) settings.primary.transfer_acls = *draft.transfer_acls;
  for (const auto& [name, value] : draft.echoed) {
    if (value) {
      settings.echoed[name] = *value;
    } else {
      settings.echoed.erase(name);
    }
  }
}

Result<std::optional<Committed>> ZoneService::carry_out(const std::string& zone,
                                                        const Request& request, Command command) {
  return control::carry_out(committer_, directory_, zone, request, std::move(command));
}

std::string ZoneService::new_public_id() const {
  std::uint8_t octets[12];
  random_.fill(octets);
  return base::to_hex(octets);
}

std::vector<ZoneState> ZoneService::list(const std::string& after, std::size_t count_max) const {
  std::vector<ZoneState> out;
  const auto views = views_.current();
  for (const auto& head : directory_.list(after, count_max)) {
    out.push_back(zone_state(head, views->views_of(head->settings->name)));
  }
  return out;
}

Result<ZoneState> ZoneService::get(const std::string& name) const {
  const auto head = directory_.find(name);
  if (!head) return no_such_zone();
  return state_of(head);
}

Result<ZoneState> ZoneService::create(const std::string& name, const dns::Name& apex,
                                      const ZoneDraft& draft, const Request& request) {
  const auto now = clock_.unix_seconds();
  const auto public_id = new_public_id();
  auto done = carry_out(name, request, [&](Heads& heads) -> Result<std::optional<Prepared>> {
    const auto existing = heads.find(name);
    if (auto met = meets(request.precondition, existing); !met)
      return std::unexpected(std::move(met.error()));
    if (existing) return problem(ProblemKind::zone_exists, "zone already exists");
    auto views = place_in_views(heads, name, apex, draft.views, now);
    if (!views) return std::unexpected(std::move(views.error()));
    if (auto known = check_references(heads, draft); !known) {
      return std::unexpected(std::move(known.error()));
    }
    auto settings = std::make_shared<model::ZoneSettings>();
    settings->public_id = public_id;
    settings->name = name;
    settings->apex = apex;
    settings->serial_policy = defaults_.serial_policy;
    settings->created_at = settings->updated_at = now;
    apply_settings(*settings, draft);
    MergedRows rows;
    if (draft.secondaries) {
      auto merged = merge_rows(*draft.secondaries, {}, name, now, heads);
      if (!merged) return std::unexpected(std::move(merged.error()));
      rows = std::move(*merged);
      settings->primary.secondaries = std::move(rows.secondaries);
    }
    auto contents = first_contents(apex, draft, defaults_, settings->serial_policy, now);
    if (!contents) return std::unexpected(std::move(contents.error()));
    auto head = std::make_shared<ZoneHead>();
    head->settings = settings;
    head->contents = *contents;
    head->history = std::make_shared<const zone::History>();
    head->unservable = unservable(*settings, **contents);
    const Change change{std::to_string(heads.position()), name, (*contents)->serial(),
                        static_cast<std::uint32_t>((*contents)->record_count() - 1), 0};
    const RequestOutcome outcome{
        change, zone_state(head, draft.views.value_or(std::vector<std::string>{})), std::nullopt};
    store::CreateZone what{*settings, *contents, {}, rows.keys};
    return Prepared{
        {std::move(what), provenance(request, now), rendered(request, outcome), std::move(*views)},
        head,
        nullptr,
        rows.keys,
        {}};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return state_of((*done)->head);
}

Result<ZoneState> ZoneService::update(const std::string& name, const ZoneDraft& draft,
                                      const Request& request) {
  const auto now = clock_.unix_seconds();
  ZoneHeadRef unchanged;
  auto done = carry_out(name, request, [&](Heads& heads) -> Result<std::optional<Prepared>> {
    const auto head = heads.find(name);
    if (!head) return no_such_zone();
    if (auto met = meets(request.precondition, head); !met)
      return std::unexpected(std::move(met.error()));
    std::vector<store::PutConfig> views;
    if (draft.views) {
      auto placed = place_in_views(heads, name, head->settings->apex, draft.views, now);
      if (!placed) return std::unexpected(std::move(placed.error()));
      views = std::move(*placed);
    }
    if (auto known = check_references(heads, draft); !known) {
      return std::unexpected(std::move(known.error()));
    }
    auto settings = std::make_shared<model::ZoneSettings>(*head->settings);
    apply_settings(*settings, draft);
    MergedRows rows;
    if (draft.secondaries) {
      auto merged =
          merge_rows(*draft.secondaries, head->settings->primary.secondaries, name, now, heads);
      if (!merged) return std::unexpected(std::move(merged.error()));
      rows = std::move(*merged);
      settings->primary.secondaries = std::move(rows.secondaries);
    }
    const auto soa = changed_soa(*head->contents, draft);
    const bool has_new_settings = *settings != *head->settings;
    if (!soa && !has_new_settings && rows.keys.empty() && views.empty()) {
      unchanged = head;
      return std::optional<Prepared>{};
    }
    settings->updated_at = now;
    auto next = std::make_shared<ZoneHead>(*head);
    next->version = head->version + 1;
    next->settings = settings;
    store::ChangeZone what;
    what.zone = settings->id;
    what.expected_version = head->version;
    if (soa) {
      const auto serial =
          model::next_serial(settings->serial_policy, head->contents->serial(), now);
      auto contents = next_contents(*head, {}, soa, serial);
      if (!contents) return std::unexpected(std::move(contents.error()));
      next->contents = (*contents)->contents;
      next->history = (*contents)->history;
      what.difference = (*contents)->difference;
    }
    next->unservable = unservable(*settings, *next->contents);
    what.settings = *settings;
    what.keys = rows.keys;
    const Change change{std::to_string(heads.position()), name, next->contents->serial(), 0, 0};
    const auto state = zone_state(next, draft.views ? *draft.views : state_of(head).views);
    const RequestOutcome outcome{change, state, std::nullopt};
    return Prepared{
        {std::move(what), provenance(request, now), rendered(request, outcome), std::move(views)},
        next,
        head,
        rows.keys,
        rows.rekeyed};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return state_of(*done ? (*done)->head : unchanged);
}

Result<void> ZoneService::remove(const std::string& name, const Request& request) {
  const auto now = clock_.unix_seconds();
  auto done = carry_out(name, request, [&](Heads& heads) -> Result<std::optional<Prepared>> {
    const auto head = heads.find(name);
    if (!head) return no_such_zone();
    if (auto met = meets(request.precondition, head); !met)
      return std::unexpected(std::move(met.error()));
    const Change change{std::to_string(heads.position()), name, head->contents->serial(), 0, 0};
    return Prepared{{store::DeleteZone{head->settings->id, head->version}, provenance(request, now),
                     rendered(request, {change, std::nullopt, std::nullopt}),
                     take_out_of_views(heads, name, now)},
                    nullptr,
                    head,
                    {},
                    {}};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

Result<RecordState> ZoneService::get_record(const std::string& zone, const std::string& domain,
                                            dns::RrType type) const {
  const auto head = directory_.find(zone);
  if (!head) return no_such_zone();
  const auto owner = owner_from_text(zone_state(head, {}), domain);
  if (!owner) return no_such_record();
  const auto rrset = zone::find_rrset(*head->contents, *owner, type);
  if (rrset.empty() || type == dns::RrType::soa) return no_such_record();
  const auto document = store_.record_document(head->settings->id, *owner, type);
  if (!document) return unreadable(document.error());
  return record_state(*head, rrset, *document);
}

Result<ZoneService::Edited> ZoneService::edit_records(
    const std::string& zone, const Request& request,
    const std::function<Result<void>(RecordEdit&)>& edit,
    const std::optional<std::pair<dns::Name, dns::RrType>>& shown) {
  const auto now = clock_.unix_seconds();
  Edited edited;
  auto done = carry_out(zone, request, [&](Heads& heads) -> Result<std::optional<Prepared>> {
    const auto head = heads.find(zone);
    if (!head) return no_such_zone();
    const auto& settings = *head->settings;
    RecordEdit edits(
        *head,
        [&](dns::NameView owner, dns::RrType type) -> Result<std::optional<model::RecordDocument>> {
          heads.read_documents(zone);
          auto document = store_.record_document(settings.id, owner, type);
          if (!document) return unreadable(document.error());
          return std::move(*document);
        });
    if (auto outcome = edit(edits); !outcome) return std::unexpected(std::move(outcome.error()));
    const auto serial = model::next_serial(settings.serial_policy, head->contents->serial(), now);
    auto contents = next_contents(*head, edits.change(), std::nullopt, serial);
    if (!contents) return std::unexpected(std::move(contents.error()));
    auto documents = edits.documents();
    auto next = std::make_shared<ZoneHead>(*head);
    store::ChangeZone what;
    what.zone = settings.id;
    what.expected_version = head->version;
    what.documents = documents;
    edited.change = {"", zone, head->contents->serial(), 0, 0};
    if (contents->has_value()) {
      next->contents = (*contents)->contents;
      next->history = (*contents)->history;
      next->unservable = unservable(settings, *next->contents);
      what.difference = (*contents)->difference;
      edited.change.serial = next->contents->serial();
      edited.change.added = what.difference->addition_count();
      edited.change.deleted = what.difference->deletion_count();
    }
    if (shown) {
      const auto rrset = zone::find_rrset(*next->contents, shown->first, shown->second);
      std::optional<model::RecordDocument> document;
      for (const auto& change : documents) {
        if (change.type == shown->second && dns::equal(change.owner, shown->first))
          document = change.document;
      }
      if (!rrset.empty()) edited.record = record_state(*next, rrset, document);
    }
    if (!what.difference && documents.empty()) return std::optional<Prepared>{};
    next->version = head->version + 1;
    edited.change.id = std::to_string(heads.position());
    if (!documents.empty()) heads.write_documents(zone);
    const RequestOutcome outcome{edited.change, state_of(next), edited.record};
    return Prepared{{std::move(what), provenance(request, now), rendered(request, outcome)},
                    next,
                    head,
                    {},
                    {}};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return edited;
}

Result<RecordState> ZoneService::create_record(const std::string& zone, const RecordDraft& draft,
                                               const Request& request) {
  auto edited = edit_records(
      zone, request,
      [&](RecordEdit& edit) -> Result<void> {
        if (auto met = meets(request.precondition, edit, draft.owner, draft.type); !met) return met;
        if (edit.exists(draft.owner, draft.type)) {
          return problem(ProblemKind::record_exists, "record already exists");
        }
        return edit.put(draft);
      },
      std::pair{draft.owner, draft.type});
  if (!edited) return std::unexpected(std::move(edited.error()));
  return std::move(*edited->record);
}

Result<RecordState> ZoneService::update_record(const std::string& zone, const RecordDraft& draft,
                                               const Request& request) {
  auto edited = edit_records(
      zone, request,
      [&](RecordEdit& edit) -> Result<void> {
        if (!edit.exists(draft.owner, draft.type)) return no_such_record();
        if (auto met = meets(request.precondition, edit, draft.owner, draft.type); !met) return met;
        return edit.update(draft);
      },
      std::pair{draft.owner, draft.type});
  if (!edited) return std::unexpected(std::move(edited.error()));
  return std::move(*edited->record);
}

Result<void> ZoneService::remove_record(const std::string& zone, const std::string& domain,
                                        dns::RrType type, const Request& request) {
  const auto head = directory_.find(zone);
  if (!head) return no_such_zone();
  const auto owner = owner_from_text(zone_state(head, {}), domain);
  if (!owner) return no_such_record();
  auto edited = edit_records(
      zone, request,
      [&](RecordEdit& edit) -> Result<void> {
        if (!edit.exists(*owner, type)) return no_such_record();
        if (auto met = meets(request.precondition, edit, *owner, type); !met) return met;
        return edit.remove(*owner, type);
      },
      std::nullopt);
  if (!edited) return std::unexpected(std::move(edited.error()));
  return {};
}

Result<Change> ZoneService::change(const std::string& zone, const std::vector<BatchItem>& items,
                                   const Request& request) {
  auto edited = edit_records(
      zone, request,
      [&](RecordEdit& edit) -> Result<void> {
        if (auto met = request.precondition.check(zone_tag(edit.zone())); !met) return met;
        for (std::size_t i = 0; i < items.size(); ++i) {
          const auto& item = items[i];
          auto outcome = item.op == BatchItem::Op::put
                             ? edit.put(item.record)
                             : edit.remove(item.record.owner, item.record.type);
          if (outcome) continue;
          auto failed = std::move(outcome.error());
          const auto path = "records[" + std::to_string(i) + "]";
          if (failed.fields.empty()) failed.fields.push_back({path, "invalid", failed.message});
          for (auto& field : failed.fields) {
            if (!field.path.starts_with("records[")) field.path = path + "." + field.path;
          }
          return std::unexpected(std::move(failed));
        }
        return {};
      },
      std::nullopt);
  if (!edited) return std::unexpected(std::move(edited.error()));
  return std::move(edited->change);
}

Result<void> ZoneService::for_each_record(const ZoneState& zone,
                                          const std::function<bool(RecordState)>& receive) const {
  std::map<std::pair<std::string, dns::RrType>, model::RecordDocument> documents;
  const auto read =
      store_.record_documents(zone.settings->id, [&](const model::RecordDocument& document) {
        const auto owner = document.owner.lower();
        documents.emplace(std::pair{std::string(base::as_text(owner.wire())), document.type},
                          document);
      });
  if (!read) return unreadable(read.error());
  ZoneHead head;
  head.settings = zone.settings;
  head.contents = zone.contents;
  bool goes_on = true;
  std::vector<dns::Record> rrset;
  const auto flush = [&] {
    if (rrset.empty() || !goes_on) return;
    std::optional<model::RecordDocument> document;
    if (!documents.empty()) {
      const auto owner = rrset.front().owner.lower();
      const auto found =
          documents.find({std::string(base::as_text(owner.wire())), rrset.front().type});
      if (found != documents.end()) document = found->second;
    }
    goes_on = receive(record_state(head, rrset, document));
    rrset.clear();
  };
  zone.contents->for_each([&](const dns::RecordView& record) {
    if (record.type == dns::RrType::soa) return true;
    if (!rrset.empty() &&
        (rrset.front().type != record.type || !dns::equal(rrset.front().owner, record.owner))) {
      flush();
    }
    if (goes_on) rrset.emplace_back(record);
    return goes_on;
  });
  flush();
  return {};
}

Result<dns::Name> ZoneService::owner_from_text(const ZoneState& zone,
                                               const std::string& domain) const {
  const auto& apex = zone.settings->apex;
  if (domain == "@" || domain.empty()) return apex;
  auto owner = dns::Name::from_text(domain);
  if (!owner) {
    return problem(ProblemKind::invalid, "domain: " + owner.error().message,
                   {{"domain", "invalid_name", owner.error().message}});
  }
  if (!owner->view().is_within(apex)) {
    const auto message = dns::to_text(*owner) + " is not within zone " + dns::to_text(apex);
    return problem(ProblemKind::invalid, message, {{"domain", "out_of_zone", message}});
  }
  return std::move(*owner);
}

std::string ZoneService::record_id(const ZoneState& zone, dns::NameView owner,
                                   dns::RrType type) const {
  return control::record_id(*zone.settings, owner, type);
}

Result<std::optional<std::string>> ZoneService::earlier_result(
    const std::string& request_id) const {
  if (request_id.empty()) return std::optional<std::string>{};
  auto result = store_.request_result(request_id);
  if (!result) return unreadable(result.error());
  return std::move(*result);
}

std::optional<model::TsigKeyDocument> ZoneService::key(dns::NameView name) const {
  return directory_.key(name);
}

}  // namespace zonecast::control
