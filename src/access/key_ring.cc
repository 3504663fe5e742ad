// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/key_ring.h"

namespace zonecast::access {

namespace {

dns::TsigKeyRef prepare(const model::TsigKeyDocument& key) {
  return std::make_shared<const dns::TsigKey>(key.name, key.algorithm, key.secret);
}

}  // namespace

KeyRing::KeyRing() : keys_(std::make_shared<const Map>()) {}

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

}  // namespace zonecast::access
