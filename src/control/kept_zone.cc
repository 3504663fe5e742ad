// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/kept_zone.h"

#include <algorithm>
#include <functional>

#include "base/bytes.h"

namespace zonecast::control {

namespace {

/// Nothing unless it is 24 hex digits in lower case, as every id that was made here.
std::optional<std::array<std::uint8_t, 12>> packed(const std::string& public_id) {
  std::array<std::uint8_t, 12> out{};
  const auto octets = base::from_hex(public_id);
  if (!octets || octets->size() != out.size() || base::to_hex(*octets) != public_id)
    return std::nullopt;
  std::ranges::copy(*octets, out.begin());
  return out;
}

SharedSettings shared_part(const model::ZoneSettings& settings) {
  SharedSettings out;
  out.serial_policy = settings.serial_policy;
  out.primary = settings.primary;
  out.networks = settings.networks;
  out.link = settings.link;
  out.echoed = settings.echoed;
  return out;
}

bool is_shared_part(const SharedSettings& shared, const model::ZoneSettings& settings) {
  return shared.serial_policy == settings.serial_policy && shared.primary == settings.primary &&
         shared.networks == settings.networks && shared.link == settings.link &&
         shared.echoed == settings.echoed;
}

/// Equal settings have equal hashes; those that differ in what is left out may have too.
std::size_t hash_of(const model::ZoneSettings& settings) {
  std::size_t hash = settings.primary.enabled ? 1 : 0;
  const auto mix = [&hash](std::size_t value) {
    hash ^= value + 0x9e3779b97f4a7c15 + (hash << 6) + (hash >> 2);
  };
  for (const auto& row : settings.primary.secondaries) {
    mix(std::hash<std::string>()(row.address.to_text()));
    mix(row.port);
    if (row.tsig) mix(dns::hash_value(row.tsig->key_name));
  }
  for (const auto& acl : settings.primary.transfer_acls) mix(std::hash<std::string>()(acl));
  for (const auto network : settings.networks) mix(static_cast<std::size_t>(network));
  mix(std::hash<std::string>()(settings.link));
  for (const auto& [name, text] : settings.echoed) mix(std::hash<std::string>()(text));
  return hash;
}

const std::shared_ptr<const zone::History>& no_history() {
  static const auto none = std::make_shared<const zone::History>();
  return none;
}

}  // namespace

SharedSettings& SettingsPool::find_or_add(const model::ZoneSettings& settings) {
  if (last_ != nullptr && is_shared_part(*last_, settings)) return *last_;
  const auto hash = hash_of(settings);
  const auto [begin, end] = by_hash_.equal_range(hash);
  for (auto each = begin; each != end; ++each) {
    if (is_shared_part(*each->second, settings)) return *(last_ = each->second.get());
  }
  auto made = std::make_unique<SharedSettings>(shared_part(settings));
  made->hash = hash;
  last_ = made.get();
  for (const auto& row : made->primary.secondaries) {
    if (row.tsig) ++by_key_[row.tsig->key_name][last_];
  }
  by_hash_.emplace(hash, std::move(made));
  return *last_;
}

void SettingsPool::use(NamedZone& zone, const model::ZoneSettings& settings) {
  if (zone.second.shared != nullptr) {
    if (is_shared_part(*zone.second.shared, settings)) return;
    remove_user(zone);
  }
  auto& shared = find_or_add(settings);
  zone.second.shared = &shared;
  zone.second.place = static_cast<std::uint32_t>(shared.users.size());
  shared.users.push_back(&zone);
}

void SettingsPool::remove_user(NamedZone& zone) {
  auto& shared = *std::exchange(zone.second.shared, nullptr);
  auto& users = shared.users;
  users[zone.second.place] = users.back();
  users[zone.second.place]->second.place = zone.second.place;
  users.pop_back();
  if (!users.empty()) return;
  for (const auto& row : shared.primary.secondaries) {
    if (!row.tsig) continue;
    const auto of_key = by_key_.find(row.tsig->key_name);
    if (of_key == by_key_.end()) continue;  // another row had the same key
    of_key->second.erase(&shared);
    if (of_key->second.empty()) by_key_.erase(of_key);
  }
  if (last_ == &shared) last_ = nullptr;
  const auto [begin, end] = by_hash_.equal_range(shared.hash);
  for (auto each = begin; each != end; ++each) {
    if (each->second.get() != &shared) continue;
    by_hash_.erase(each);
    return;
  }
}

std::vector<SettingsPool::Use> SettingsPool::uses_of_key(dns::NameView name) const {
  std::vector<Use> out;
  const auto found = by_key_.find(dns::Name(name));
  if (found == by_key_.end()) return out;
  for (const auto& [settings, rows] : found->second) out.push_back({settings, rows});
  return out;
}

KeptZone keep(const ZoneHead& head) {
  const auto& settings = *head.settings;
  KeptZone out;
  out.contents = head.contents;
  if (head.history && head.history->size() > 0) out.history = head.history;
  out.id = settings.id;
  out.version = head.version;
  out.created_at = settings.created_at;
  out.updated_at = settings.updated_at;
  const auto public_id = packed(settings.public_id);
  if (public_id) out.public_id = *public_id;
  if (!public_id || !head.unservable.empty() ||
      !settings.apex.view().same_spelling(head.contents->apex())) {
    out.unusual = std::make_unique<const KeptZone::Unusual>(
        KeptZone::Unusual{public_id ? std::nullopt : std::optional(settings.public_id),
                          settings.apex, head.unservable});
  }
  return out;
}

ZoneHeadRef head_of(const NamedZone& zone) {
  const auto& [name, kept] = zone;
  auto settings = std::make_shared<model::ZoneSettings>();
  settings->id = kept.id;
  settings->public_id = kept.unusual && kept.unusual->public_id ? *kept.unusual->public_id
                                                                : base::to_hex(kept.public_id);
  settings->name = name;
  settings->apex = dns::Name(kept.apex());
  settings->serial_policy = kept.shared->serial_policy;
  settings->primary = kept.shared->primary;
  settings->networks = kept.shared->networks;
  settings->link = kept.shared->link;
  settings->created_at = kept.created_at;
  settings->updated_at = kept.updated_at;
  settings->echoed = kept.shared->echoed;
  auto head = std::make_shared<ZoneHead>();
  head->settings = std::move(settings);
  head->contents = kept.contents;
  head->history = kept.history ? kept.history : no_history();
  head->version = kept.version;
  if (kept.unusual) head->unservable = kept.unusual->unservable;
  return head;
}

}  // namespace zonecast::control
