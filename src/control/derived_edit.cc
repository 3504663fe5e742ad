// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/derived_edit.h"

namespace zonecast::control {
namespace {

using dns::RrType;

std::unexpected<Problem> wrong(const char* path, std::string code, std::string message) {
  std::vector<FieldProblem> fields{{path, std::move(code), message}};
  return problem(ProblemKind::invalid, std::move(message), std::move(fields));
}

std::string text_of(dns::NameView owner, RrType type) {
  return dns::to_text_undotted(owner) + " " +
         (type == alias_type ? std::string("ALIAS") : dns::to_text(type));
}

bool is_flattened(RrType type) { return type == RrType::a || type == RrType::aaaa; }

void keep_echoed(std::map<std::string, std::string>& into, const RecordDraft& draft) {
  for (const auto& [name, value] : draft.echoed) {
    if (value) into[name] = *value;
  }
}

}  // namespace

ZoneHeadRef zone_of_name(const ZoneDirectory& directory, dns::NameView name) {
  for (int labels = name.label_count(); labels >= 0; --labels) {
    if (auto heads = directory.find_apex(name.suffix(labels)); !heads.empty()) return heads.front();
  }
  return nullptr;
}

std::vector<dns::Record> linked_rrset(const ZoneDirectory& directory, dns::NameView target,
                                      RrType type, const dns::Name& owner) {
  const auto zone = zone_of_name(directory, target);
  if (!zone) return {};
  auto rrset = zone::find_rrset(*zone->contents, target, type);
  for (auto& record : rrset) record.owner = owner;
  return rrset;
}

RecordState derived_record_state(const ZoneHead& head, const DerivedRecord& record,
                                 std::uint32_t ttl) {
  RecordState out;
  out.id = record_id(*head.settings, record.owner, record.type);
  out.zone = head.settings->name;
  out.owner = record.owner;
  out.type = record.type;
  out.ttl = ttl;
  out.echoed = record.document.echoed;
  if (record.is_alias()) {
    out.answers = record.document.answers;
  } else {
    out.link = record.document.answers.at(0).parts.at(0);
  }
  return out;
}

std::optional<DerivedRecord> DerivedEdit::find(dns::NameView owner, RrType type) const {
  const auto id = derived_record_id(head_.settings->public_id, owner, type);
  if (const auto changed = changed_.find(id); changed != changed_.end()) return changed->second;
  const auto object = heads_.config(derived_record_kind, id);
  return object ? derived_record_of(*object) : std::nullopt;
}

bool DerivedEdit::exists(dns::NameView owner, RrType type) const {
  if (find(owner, type)) return true;
  if (is_flattened(type) && find(owner, alias_type)) return false;
  return edit_.exists(owner, type);
}

Result<std::optional<RecordState>> DerivedEdit::state(dns::NameView owner, RrType type) {
  const auto derived = find(owner, type);
  if (!derived && !exists(owner, type)) return std::optional<RecordState>{};
  auto state = edit_.state(owner, type);
  if (!state || !derived) return state;
  const auto ttl = *state && !derived->is_alias() ? (*state)->ttl : derived->ttl;
  return derived_record_state(head_, *derived, ttl);
}

void DerivedEdit::drop(dns::NameView owner, RrType type) {
  if (find(owner, type))
    changed_[derived_record_id(head_.settings->public_id, owner, type)] = std::nullopt;
}

Result<void> DerivedEdit::put_alias(const RecordDraft& draft) {
  const auto label = text_of(draft.owner, alias_type);
  if (!draft.answers || draft.answers->size() != 1 || draft.answers->front().parts.size() != 1)
    return wrong("answers", "invalid_answer", label + ": exactly one answer, the target's name");
  auto target = dns::Name::from_text(draft.answers->front().parts[0]);
  if (!target)
    return wrong("answers[0].answer", "invalid_answer", label + ": " + target.error().message);
  if (*target == draft.owner)
    return wrong("answers[0].answer", "loop", label + ": the target is the record itself");
  const bool is_new = !find(draft.owner, alias_type);
  for (const auto type : {RrType::a, RrType::aaaa, RrType::cname}) {
    if (is_new && edit_.exists(draft.owner, type)) {
      return wrong("type", "other_data",
                   label + ": other data stands beside it (" + dns::to_text(type) + ")");
    }
  }
  DerivedRecord record;
  record.zone = head_.settings->public_id;
  record.owner = draft.owner;
  record.type = alias_type;
  record.target = *std::move(target);
  record.ttl = draft.ttl.value_or(dns::parse_soa(head_.contents->soa().rdata)->minimum);
  record.document = {draft.owner, alias_type, *draft.answers, {}};
  keep_echoed(record.document.echoed, draft);
  changed_[derived_record_id(record.zone, record.owner, alias_type)] = std::move(record);
  return {};
}

Result<void> DerivedEdit::put_linked(const RecordDraft& draft) {
  const auto label = text_of(draft.owner, draft.type);
  auto target = dns::Name::from_text(*draft.link);
  if (!target) return wrong("link", "invalid_name", label + ": " + target.error().message);
  if (*target == draft.owner) return wrong("link", "loop", label + ": links to itself");
  const auto target_text = text_of(*target, draft.type);
  const auto zone = zone_of_name(heads_.directory(), *target);
  const auto object =
      zone ? heads_.config(derived_record_kind,
                           derived_record_id(zone->settings->public_id, *target, draft.type))
           : nullptr;
  if (object) return wrong("link", "loop", label + ": " + target_text + " is itself linked");
  auto rrset = linked_rrset(heads_.directory(), *target, draft.type, draft.owner);
  if (rrset.empty())
    return wrong("link", "not_found", label + ": there is no record " + target_text + " here");
  // Somebody who is linked to must not become linked: that would be a chain.
  if (auto free = unused(draft.owner, draft.type); !free) return free;
  DerivedRecord record;
  record.zone = head_.settings->public_id;
  record.owner = draft.owner;
  record.type = draft.type;
  record.target = *std::move(target);
  record.ttl = rrset.front().ttl;
  record.document = {draft.owner, draft.type, {{{*draft.link}, {}, {}}}, {}};
  keep_echoed(record.document.echoed, draft);
  changed_[derived_record_id(record.zone, record.owner, record.type)] = std::move(record);
  return edit_.replace(draft.owner, draft.type, std::move(rrset));
}

Result<void> DerivedEdit::put(const RecordDraft& draft) {
  if (draft.type == alias_type) return put_alias(draft);
  if ((is_flattened(draft.type) || draft.type == RrType::cname) && find(draft.owner, alias_type)) {
    return wrong("type", "other_data",
                 text_of(draft.owner, draft.type) + ": other data stands beside it (ALIAS)");
  }
  if (draft.link) return put_linked(draft);
  if (auto done = edit_.put(draft); !done) return done;
  drop(draft.owner, draft.type);
  return {};
}

Result<void> DerivedEdit::update(const RecordDraft& draft) {
  if (!exists(draft.owner, draft.type))
    return problem(ProblemKind::record_not_found, "record not found");
  const auto derived = find(draft.owner, draft.type);
  RecordDraft whole = draft;
  if (!derived) return draft.link ? put_linked(draft) : edit_.update(draft);
  whole.owner = derived->owner;
  for (const auto& [name, value] : derived->document.echoed) whole.echoed.try_emplace(name, value);
  if (derived->is_alias()) {
    if (!whole.ttl) whole.ttl = derived->ttl;
    if (!whole.answers) whole.answers = derived->document.answers;
  } else if (!whole.link && !whole.answers) {
    whole.link = derived->document.answers.at(0).parts.at(0);
  }
  return put(whole);
}

Result<void> DerivedEdit::unused(dns::NameView owner, RrType type) const {
  std::vector<std::string> users;
  for (const auto& object : heads_.configs(derived_record_kind)) {
    const auto record = derived_record_of(*object);
    if (record && record->type == type && record->target == owner)
      users.push_back(dns::to_text_undotted(record->owner));
  }
  if (users.empty()) return {};
  auto message = text_of(owner, type) + " is linked to by " + users.front();
  if (users.size() > 1) message += " and " + std::to_string(users.size() - 1) + " more";
  return problem(ProblemKind::conflict, std::move(message));
}

Result<void> DerivedEdit::remove(dns::NameView owner, RrType type) {
  if (!exists(owner, type)) return problem(ProblemKind::record_not_found, "record not found");
  if (type == alias_type) {
    drop(owner, type);
    for (const auto flattened : {RrType::a, RrType::aaaa}) {
      if (!edit_.exists(owner, flattened)) continue;
      if (auto done = edit_.replace(owner, flattened, {}); !done) return done;
    }
    return {};
  }
  if (auto free = unused(owner, type); !free) return free;
  drop(owner, type);
  // The target of a linked record that has gone left nothing to delete.
  return edit_.exists(owner, type) ? edit_.remove(owner, type) : Result<void>{};
}

std::vector<store::PutConfig> DerivedEdit::configs() const {
  std::vector<store::PutConfig> out;
  for (const auto& [id, record] : changed_)
    out.push_back(record ? put_derived_record(*record) : delete_derived_record(id));
  return out;
}

}  // namespace zonecast::control
