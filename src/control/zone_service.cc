// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_service.h"

#include "control/derived_in_zone.h"
#include "control/dry_run.h"
#include "control/object_tag.h"
#include "control/record_walk.h"
#include "control/search.h"
#include "control/secondary_rows.h"
#include "control/settings_references.h"
#include "control/view_membership.h"
#include "control/zone_query.h"
#include "model/serial_rule.h"
#include "zone/rerooted.h"

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
Result<void> meets(const Precondition& precondition, DerivedEdit& edit, dns::NameView owner,
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

ZoneList ZoneService::list(const ZoneQuery& query) const {
  auto found = find_zones(directory_, query);
  ZoneList out;
  out.total = found.total;
  out.next = std::move(found.next);
  out.zones.reserve(found.heads.size());
  for (const auto& head : found.heads) out.zones.push_back(state_of(head));
  return out;
}

SearchResult ZoneService::search(const SearchQuery& query) const {
  auto found = control::search(directory_, query);
  for (auto& hit : found.hits) {
    if (const auto head = directory_.find(hit.zone.settings->name)) hit.zone = state_of(head);
  }
  return found;
}

Result<ZoneState> ZoneService::get(const std::string& name) const {
  const auto head = directory_.find(name);
  if (!head) return no_such_zone();
  return state_of(head);
}

/// The contents a linked zone starts with.
Result<zone::ZoneVersionRef> ZoneService::linked_contents(const std::string& link,
                                                          const dns::Name& apex) const {
  const auto wrong = [](const std::string& why) {
    return problem(ProblemKind::invalid, "link: " + why, {{"link", "invalid_link", why}});
  };
  const auto target = directory_.find(link);
  if (!target) return wrong("there is no zone " + link);
  if (const auto& further = target->settings->link; !further.empty())
    return wrong(link + " is itself linked, to " + further);
  auto contents = zone::rerooted(*target->contents, apex);
  if (!contents) return wrong(contents.error().message);
  return std::make_shared<const zone::ZoneVersion>(std::move(*contents));
}

Result<ZoneState> ZoneService::create(const std::string& name, const dns::Name& apex,
                                      const ZoneDraft& draft, const Request& request) {
  const auto now = clock_.unix_seconds();
  const auto public_id = new_public_id();
  zone::ZoneVersionRef linked;
  if (draft.link) {
    auto contents = linked_contents(*draft.link, apex);
    if (!contents) return std::unexpected(std::move(contents.error()));
    linked = std::move(*contents);
  }
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
    if (linked) {
      if (!heads.find(*draft.link)) return no_such_zone();
      settings->link = *draft.link;
    }
    auto contents = linked ? Result<zone::ZoneVersionRef>(linked)
                           : first_contents(apex, draft, defaults_, settings->serial_policy, now);
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
    if (soa) {
      if (auto own = has_own_contents(*settings); !own)
        return std::unexpected(std::move(own.error()));
    }
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
    if (const auto linked = directory_.linked_to(name); !linked.empty()) {
      auto message = "zone " + name + " is the target of linked zones: " + linked.front();
      if (linked.size() > 1) message += " and " + std::to_string(linked.size() - 1) + " more";
      return problem(ProblemKind::conflict, std::move(message));
    }
    auto derived = delete_derived_records(heads, *head->settings);
    if (!derived) return std::unexpected(std::move(derived.error()));
    auto configs = take_out_of_views(heads, name, now);
    configs.insert(configs.end(), derived->begin(), derived->end());
    const Change change{std::to_string(heads.position()), name, head->contents->serial(), 0, 0};
    return Prepared{{store::DeleteZone{head->settings->id, head->version}, provenance(request, now),
                     rendered(request, {change, std::nullopt, std::nullopt}), std::move(configs)},
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
  const auto& public_id = head->settings->public_id;
  const auto derived = [&](dns::RrType of_type) {
    const auto object =
        configs_.find(derived_record_kind, derived_record_id(public_id, *owner, of_type));
    return object ? derived_record_of(*object) : std::nullopt;
  };
  if (const auto record = derived(type)) return derived_state(*head, *record);
  const auto rrset = zone::find_rrset(*head->contents, *owner, type);
  if (rrset.empty() || type == dns::RrType::soa) return no_such_record();
  // What came of an ALIAS is no record of its own.
  if ((type == dns::RrType::a || type == dns::RrType::aaaa) && derived(alias_type))
    return no_such_record();
  const auto document = store_.record_document(head->settings->id, *owner, type);
  if (!document) return unreadable(document.error());
  return record_state(*head, rrset, *document);
}

Result<ZoneService::Edited> ZoneService::edit_records(
    const std::string& zone, const Request& request,
    const std::function<Result<void>(DerivedEdit&)>& edit,
    const std::optional<std::pair<dns::Name, dns::RrType>>& shown) {
  const auto now = clock_.unix_seconds();
  Edited edited;
  auto done = carry_out(zone, request, [&](Heads& heads) -> Result<std::optional<Prepared>> {
    const auto head = heads.find(zone);
    if (!head) return no_such_zone();
    const auto& settings = *head->settings;
    if (auto own = has_own_contents(settings); !own) return std::unexpected(std::move(own.error()));
    RecordEdit edits(
        *head,
        [&](dns::NameView owner, dns::RrType type) -> Result<std::optional<model::RecordDocument>> {
          heads.read_documents(zone);
          auto document = store_.record_document(settings.id, owner, type);
          if (!document) return unreadable(document.error());
          return std::move(*document);
        });
    DerivedEdit derived(*head, heads, edits);
    if (auto outcome = edit(derived); !outcome) return std::unexpected(std::move(outcome.error()));
    auto configs = derived.configs();
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
      if (const auto record = derived.find(shown->first, shown->second))
        edited.record = derived_state(*next, *record);
    }
    if (!what.difference && documents.empty() && configs.empty()) return std::optional<Prepared>{};
    next->version = head->version + 1;
    edited.change.id = std::to_string(heads.position());
    if (!documents.empty()) heads.write_documents(zone);
    const RequestOutcome outcome{edited.change, state_of(next), edited.record};
    return Prepared{
        {std::move(what), provenance(request, now), rendered(request, outcome), std::move(configs)},
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
      [&](DerivedEdit& edit) -> Result<void> {
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
      [&](DerivedEdit& edit) -> Result<void> {
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
      [&](DerivedEdit& edit) -> Result<void> {
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
      [&](DerivedEdit& edit) -> Result<void> {
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

RecordState ZoneService::derived_state(const ZoneHead& head, const DerivedRecord& record) const {
  auto ttl = record.ttl;
  if (!record.is_alias()) {
    const auto rrset = zone::find_rrset(*head.contents, record.owner, record.type);
    if (!rrset.empty()) ttl = rrset.front().ttl;
  }
  auto out = derived_record_state(head, record, ttl);
  out.derivation =
      derivation_failure_
          ? derivation_failure_(derived_record_id(record.zone, record.owner, record.type))
          : std::string();
  return out;
}

Result<void> ZoneService::for_each_record(const ZoneState& zone,
                                          const std::optional<RecordPosition>& after,
                                          const std::function<bool(RecordState)>& receive) const {
  const auto id = zone.settings->id;
  const auto any_documents = store_.has_record_documents(id);
  if (!any_documents) return unreadable(any_documents.error());
  ZoneHead head;
  head.settings = zone.settings;
  head.contents = zone.contents;
  base::Result<void> read;
  // Documents are read owner by owner: a zone may have as many as it has records.
  std::vector<model::RecordDocument> documents;
  std::optional<dns::Name> documents_owner;
  const DerivedInZone derived(configs_, zone.settings->public_id, after);
  auto next_alias = derived.aliases().begin();
  bool goes_on = true;
  for_each_rrset(*zone.contents, after, [&](const std::vector<dns::Record>& rrset) {
    const auto& first = rrset.front();
    while (goes_on && next_alias != derived.aliases().end() &&
           dns::compare(next_alias->owner, first.owner) < 0)
      goes_on = receive(derived_state(head, *next_alias++));
    if (!goes_on) return false;
    if (derived.hides(first.owner, first.type)) return true;
    if (const auto* link = derived.link(first.owner, first.type))
      return goes_on = receive(derived_state(head, *link));
    if (*any_documents && documents_owner != first.owner) {
      documents.clear();
      documents_owner = first.owner;
      read = store_.record_documents(id, first.owner, [&](const model::RecordDocument& document) {
        documents.push_back(document);
      });
      if (!read) return false;
    }
    std::optional<model::RecordDocument> document;
    for (const auto& each : documents) {
      if (each.type == first.type) document = each;
    }
    return goes_on = receive(record_state(head, rrset, document));
  });
  if (!read) return unreadable(read.error());
  while (goes_on && next_alias != derived.aliases().end())
    goes_on = receive(derived_state(head, *next_alias++));
  return {};
}

std::optional<RecordPosition> ZoneService::end_of_page(const ZoneState& zone,
                                                       const std::optional<RecordPosition>& after,
                                                       std::size_t count) const {
  if (DerivedInZone(configs_, zone.settings->public_id, after).aliases().empty())
    return control::end_of_page(*zone.contents, after, count);
  std::optional<RecordPosition> end;
  std::size_t seen = 0;
  // An error is met again, and told, by who reads the page.
  static_cast<void>(for_each_record(zone, after, [&](const RecordState& record) {
    if (++seen == count) end = RecordPosition{record.owner, record.type};
    return seen <= count;
  }));
  return seen > count ? end : std::nullopt;
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
