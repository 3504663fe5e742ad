// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/key_ring.h"

namespace zonecast::access {

KeyRing::KeyRing() : keys_(std::make_shared<const Map>()) {}

dns::TsigKeyRef KeyRing::prepare(const model::TsigKeyDocument& key) const {
  auto made = std::make_shared<const dns::TsigKey>(key.name, key.algorithm, key.secret);
  const auto partner = partners_.find(key.name);
  if (partner == partners_.end()) return made;
  return std::make_shared<const dns::TsigKey>(*made, partner->second);
}

dns::TsigKeyRef KeyRing::find(dns::NameView name) const {
  const auto keys = keys_.current();
  const auto found = keys->find(name);
  return found == keys->end() ? nullptr : found->second;
}

void KeyRing::replace(const std::vector<model::TsigKeyDocument>& keys) {
  auto next = std::make_shared<Map>();
  next->reserve(keys.size());
  for (const auto& key : keys) next->insert_or_assign(key.name, prepare(key));
  keys_.publish(std::move(next));
}

void KeyRing::put(const model::TsigKeyDocument& key) {
  auto next = std::make_shared<Map>(*keys_.current());
  // Erased first: a key that comes back in other letters is spelled as it came last.
  if (const auto old = next->find(key.name.view()); old != next->end()) next->erase(old);
  next->emplace(key.name, prepare(key));
  keys_.publish(std::move(next));
}

void KeyRing::remove(dns::NameView name) {
  auto next = std::make_shared<Map>(*keys_.current());
  if (const auto old = next->find(name); old != next->end()) next->erase(old);
  keys_.publish(std::move(next));
}

void KeyRing::set_partners(const std::vector<std::pair<dns::Name, dns::Name>>& pairs) {
  Partners partners;
  for (const auto& [one, other] : pairs) {
    partners.insert_or_assign(one, other);
    partners.insert_or_assign(other, one);
  }
  auto next = std::make_shared<Map>(*keys_.current());
  const auto give = [&](const dns::Name& name, std::optional<dns::Name> partner) {
    const auto found = next->find(name.view());
    if (found == next->end()) return;
    found->second = std::make_shared<const dns::TsigKey>(*found->second, std::move(partner));
  };
  for (const auto& [name, old] : partners_) {
    if (!partners.contains(name)) give(name, std::nullopt);
  }
  for (const auto& [name, partner] : partners) give(name, partner);
  partners_ = std::move(partners);
  keys_.publish(std::move(next));
}

}  // namespace zonecast::access
