// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/derived_in_zone.h"

#include <algorithm>

#include "control/derived_edit.h"

namespace zonecast::control {

DerivedInZone::DerivedInZone(const ConfigDirectory& configs, std::string_view zone_public_id,
                             const std::optional<RecordPosition>& after) {
  for (const auto& object :
       configs.list(derived_record_kind, derived_record_prefix(zone_public_id))) {
    auto record = derived_record_of(*object);
    if (!record) continue;
    if (!record->is_alias()) {
      const auto key = key_of(record->owner, record->type);
      links_.emplace(key, *std::move(record));
      continue;
    }
    alias_owners_[key_of(record->owner, alias_type)] = true;
    if (after) {
      const auto order = dns::compare(record->owner, after->owner);
      if (order < 0 || (order == 0 && after->type >= alias_type)) continue;
    }
    aliases_.push_back(*std::move(record));
  }
  std::ranges::sort(aliases_, [](const DerivedRecord& a, const DerivedRecord& b) {
    return dns::compare(a.owner, b.owner) < 0;
  });
}

DerivedInZone::Key DerivedInZone::key_of(dns::NameView owner, dns::RrType type) {
  return {std::string(base::as_text(dns::Name(owner).lower().wire())), type};
}

bool DerivedInZone::hides(dns::NameView owner, dns::RrType type) const {
  return (type == dns::RrType::a || type == dns::RrType::aaaa) && !alias_owners_.empty() &&
         alias_owners_.contains(key_of(owner, alias_type));
}

const DerivedRecord* DerivedInZone::link(dns::NameView owner, dns::RrType type) const {
  if (links_.empty()) return nullptr;
  const auto found = links_.find(key_of(owner, type));
  return found == links_.end() ? nullptr : &found->second;
}

std::vector<store::PutConfig> derived_records_of(const Heads& heads,
                                                 const model::ZoneSettings& settings) {
  std::vector<store::PutConfig> out;
  for (const auto& object :
       heads.configs(derived_record_kind, derived_record_prefix(settings.public_id)))
    out.push_back(delete_derived_record(object->id));
  return out;
}

Result<std::vector<store::PutConfig>> delete_derived_records(const Heads& heads,
                                                             const model::ZoneSettings& settings) {
  std::vector<std::string> users;
  for (const auto& object : heads.configs(derived_record_kind)) {
    if (object->id.starts_with(derived_record_prefix(settings.public_id))) continue;
    const auto record = derived_record_of(*object);
    if (!record || record->is_alias()) continue;
    const auto zone = zone_of_name(heads.directory(), record->target);
    if (zone && zone->settings->name == settings.name)
      users.push_back(dns::to_text_undotted(record->owner));
  }
  if (users.empty()) return derived_records_of(heads, settings);
  auto message = "records of zone " + settings.name + " are linked to by " + users.front();
  if (users.size() > 1) message += " and " + std::to_string(users.size() - 1) + " more";
  return problem(ProblemKind::conflict, std::move(message));
}

}  // namespace zonecast::control
