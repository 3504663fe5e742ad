// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/record_edit.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "dns/rdata.h"
#include "zone/validate.h"

namespace zonecast::control {

namespace {

std::string record_name(dns::NameView owner, dns::RrType type) {
  return dns::to_text(owner) + " " + dns::to_text(type);
}

/// The answers the contents alone would be shown with.
std::vector<model::Answer> derived_answers(const std::vector<dns::Record>& rrset) {
  std::vector<model::Answer> out;
  for (const auto& record : rrset)
    out.push_back({model::answer_of_rdata(record.type, record.rdata), {}, {}});
  return out;
}

bool says_more(const model::RecordDocument& document, const std::vector<dns::Record>& rrset) {
  if (!document.echoed.empty() || document.answers.size() != rrset.size()) return true;
  const auto derived = derived_answers(rrset);
  for (std::size_t i = 0; i < derived.size(); ++i) {
    const auto& given = document.answers[i];
    if (!given.echoed.empty() || !given.verbatim.empty() || given.parts != derived[i].parts)
      return true;
  }
  return false;
}

void merge_echoed(std::map<std::string, std::string>& into,
                  const std::map<std::string, std::optional<std::string>>& draft) {
  for (const auto& [name, value] : draft) {
    if (value) {
      into[name] = *value;
    } else {
      into.erase(name);
    }
  }
}

}  // namespace

std::string record_id(const model::ZoneSettings& settings, dns::NameView owner, dns::RrType type) {
  const dns::Name lower = dns::Name(owner).lower();
  base::Bytes input(settings.public_id.begin(), settings.public_id.end());
  base::append(input, lower.wire());
  base::append_u16(input, static_cast<std::uint16_t>(type));
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(input.data(), input.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return base::to_hex({digest.data(), 12});
}

RecordState record_state(const ZoneHead& head, const std::vector<dns::Record>& rrset,
                         const std::optional<model::RecordDocument>& document) {
  RecordState out;
  const auto& first = rrset.front();
  out.id = record_id(*head.settings, first.owner, first.type);
  out.zone = head.settings->name;
  out.owner = first.owner;
  out.type = first.type;
  out.ttl = first.ttl;
  if (document) out.echoed = document->echoed;
  out.answers = document && !document->answers.empty() ? document->answers : derived_answers(rrset);
  return out;
}

bool RecordEdit::exists(dns::NameView owner, dns::RrType type) const {
  const auto found =
      edited_.find(Key{std::string(base::as_text(dns::Name(owner).lower().wire())), type});
  if (found != edited_.end()) return !found->second.after.empty();
  return !zone::find_rrset(*head_.contents, owner, type).empty();
}

Result<RecordEdit::Edited*> RecordEdit::edited(dns::NameView owner, dns::RrType type) {
  const Key key{std::string(base::as_text(dns::Name(owner).lower().wire())), type};
  const auto found = edited_.find(key);
  if (found != edited_.end()) return &found->second;
  auto document = documents_(owner, type);
  if (!document) return std::unexpected(std::move(document.error()));
  Edited fresh;
  fresh.before = zone::find_rrset(*head_.contents, owner, type);
  fresh.after = fresh.before;
  fresh.had_document = document->has_value();
  fresh.document = std::move(*document);
  return &edited_.emplace(key, std::move(fresh)).first->second;
}

Result<std::optional<RecordState>> RecordEdit::state(dns::NameView owner, dns::RrType type) {
  auto target = edited(owner, type);
  if (!target) return std::unexpected(std::move(target.error()));
  if ((*target)->after.empty()) return std::optional<RecordState>{};
  return record_state(head_, (*target)->after, (*target)->document);
}

ZoneState RecordEdit::zone() const {
  return {head_.settings, head_.contents, head_.version, head_.unservable};
}

Result<void> RecordEdit::put(const RecordDraft& draft) {
  if (draft.type == dns::RrType::soa) {
    return problem(ProblemKind::invalid,
                   "the SOA record is changed through the zone's own members");
  }
  if (!draft.answers || draft.answers->empty()) {
    return problem(ProblemKind::invalid, record_name(draft.owner, draft.type) + ": no answers",
                   {{"answers", "required", "at least one answer is needed"}});
  }
  auto target = edited(draft.owner, draft.type);
  if (!target) return std::unexpected(std::move(target.error()));
  const auto apex_soa = *dns::parse_soa(head_.contents->soa().rdata);
  const auto ttl = draft.ttl.value_or(apex_soa.minimum);
  const auto owner = dns::Name(draft.owner);
  std::vector<dns::Record> after;
  std::vector<FieldProblem> fields;
  for (std::size_t i = 0; i < draft.answers->size(); ++i) {
    const auto path = "answers[" + std::to_string(i) + "].answer";
    auto rdata = model::rdata_of_answer(draft.type, (*draft.answers)[i].parts);
    if (!rdata) {
      fields.push_back(
          {path, "invalid_answer", record_name(owner, draft.type) + ": " + rdata.error().message});
      continue;
    }
    dns::Record record(owner, draft.type, ttl, std::move(*rdata));
    if (const auto valid = zone::validate_record(record.view(), head_.settings->apex); !valid) {
      fields.push_back({path, "invalid_record", valid.error().message});
      continue;
    }
    const bool is_repeated = std::ranges::any_of(after, [&](const dns::Record& other) {
      return dns::compare_rdata(draft.type, other.rdata, record.rdata) == 0;
    });
    if (!is_repeated) after.push_back(std::move(record));
  }
  if (!fields.empty()) {
    auto first = fields.front().message;
    return problem(ProblemKind::invalid, std::move(first), std::move(fields));
  }
  std::ranges::sort(after, [&](const dns::Record& a, const dns::Record& b) {
    return dns::compare_rdata(draft.type, a.rdata, b.rdata) < 0;
  });
  model::RecordDocument document{owner, draft.type, *draft.answers, {}};
  merge_echoed(document.echoed, draft.echoed);
  (*target)->after = std::move(after);
  (*target)->document.reset();
  if (says_more(document, (*target)->after)) (*target)->document = std::move(document);
  return {};
}

Result<void> RecordEdit::update(const RecordDraft& draft) {
  auto target = edited(draft.owner, draft.type);
  if (!target) return std::unexpected(std::move(target.error()));
  if ((*target)->after.empty()) return problem(ProblemKind::record_not_found, "record not found");
  RecordDraft whole = draft;
  const auto now = record_state(head_, (*target)->after, (*target)->document);
  whole.owner = now.owner;
  if (!whole.ttl) whole.ttl = now.ttl;
  if (!whole.answers) whole.answers = now.answers;
  for (const auto& [name, value] : now.echoed) whole.echoed.try_emplace(name, value);
  return put(whole);
}

Result<void> RecordEdit::replace(dns::NameView owner, dns::RrType type,
                                 std::vector<dns::Record> after) {
  auto target = edited(owner, type);
  if (!target) return std::unexpected(std::move(target.error()));
  (*target)->after = std::move(after);
  (*target)->document.reset();
  return {};
}

Result<void> RecordEdit::remove(dns::NameView owner, dns::RrType type) {
  if (type == dns::RrType::soa) {
    return problem(ProblemKind::invalid, "the SOA record cannot be deleted");
  }
  auto target = edited(owner, type);
  if (!target) return std::unexpected(std::move(target.error()));
  if ((*target)->after.empty()) return problem(ProblemKind::record_not_found, "record not found");
  (*target)->after.clear();
  (*target)->document.reset();
  return {};
}

zone::ZoneChange RecordEdit::change() const {
  zone::ZoneChange out;
  for (const auto& [key, edit] : edited_) {
    out.deletions.insert(out.deletions.end(), edit.before.begin(), edit.before.end());
    out.additions.insert(out.additions.end(), edit.after.begin(), edit.after.end());
  }
  return out;
}

std::vector<store::RecordDocumentChange> RecordEdit::documents() const {
  std::vector<store::RecordDocumentChange> out;
  for (const auto& [key, edit] : edited_) {
    if (!edit.document && !edit.had_document) continue;
    const auto wire = base::as_bytes(key.owner);
    out.push_back({dns::Name(dns::NameView::trusted(wire)), key.type, edit.document});
  }
  return out;
}

}  // namespace zonecast::control
