// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/tsig_keys.h"

#include <unordered_map>

#include "control/access_json.h"
#include "control/config_kind.h"
#include "control/roll_json.h"

namespace zonecast::control {

namespace {

std::optional<std::string> tag_of(const std::optional<model::TsigKeyDocument>& key) {
  if (!key) return std::nullopt;
  return version_tag(key->version);
}

/// ACLs and roll-overs by the keys they name, read once for however many keys are asked about.
class Mentions {
 public:
  Mentions(const std::vector<ConfigRef>& acls, const std::vector<ConfigRef>& rolls) {
    for (const auto& ref : acls) {
      const auto acl = acl_from_json(ref->id, ref->body);
      if (!acl) continue;
      for (const auto& key : acl->tsig_keys) acls_[key].push_back(acl->name);
    }
    for (const auto& ref : rolls) {
      const auto roll = roll_from_json(ref->id, ref->body);
      if (!roll) continue;
      for (const auto& key : {roll->from, roll->to}) rolls_[key] = dns::to_text(roll->from);
    }
  }

  void tell(const dns::Name& key, KeyUsers& users) const {
    if (const auto found = acls_.find(key); found != acls_.end()) users.acls = found->second;
    if (const auto found = rolls_.find(key); found != rolls_.end()) users.roll = found->second;
  }

 private:
  template <typename T>
  using ByKey = std::unordered_map<dns::Name, T, dns::NameHash, dns::NameEqual>;
  ByKey<std::vector<std::string>> acls_;
  ByKey<std::string> rolls_;
};

void add_rows(const std::vector<std::string>& zone_of_each_row, KeyUsers& users) {
  users.secondaries = zone_of_each_row.size();
  for (const auto& zone : zone_of_each_row) {
    if (users.zones.empty() || users.zones.back() != zone) users.zones.push_back(zone);
  }
}

}  // namespace

std::vector<std::string> KeyUsers::as_texts() const {
  std::vector<std::string> out;
  for (const auto& zone : zones) out.push_back("zone " + zone);
  for (const auto& acl : acls) out.push_back("ACL " + acl);
  if (!roll.empty()) out.push_back("the roll-over of " + roll);
  return out;
}

base::Bytes made_secret(dns::TsigAlgorithm algorithm, base::Random& random) {
  base::Bytes secret(dns::mac_size(algorithm));
  random.fill(secret);
  return secret;
}

KeyUsers users_of_key(const dns::Name& name, Heads& heads) {
  KeyUsers users;
  add_rows(heads.rows_with_key(name), users);
  Mentions(heads.configs(acl_kind), heads.configs(roll_kind)).tell(name, users);
  return users;
}

std::vector<ListedKey> TsigKeys::list(const std::optional<dns::Name>& after,
                                      std::size_t count_max) const {
  const Mentions mentions(configs_.directory().list(acl_kind),
                          configs_.directory().list(roll_kind));
  std::vector<ListedKey> out;
  for (auto& key : directory_.keys(after, count_max)) {
    KeyUsers users;
    add_rows(directory_.rows_with_key(key.name), users);
    mentions.tell(key.name, users);
    out.push_back({std::move(key), std::move(users)});
  }
  return out;
}

Result<model::TsigKeyDocument> TsigKeys::get(const dns::Name& name) const {
  auto key = directory_.key(name);
  if (!key) return no_such_object();
  return std::move(*key);
}

KeyUsers TsigKeys::users(const dns::Name& name) const {
  KeyUsers users;
  add_rows(directory_.rows_with_key(name), users);
  Mentions(configs_.directory().list(acl_kind), configs_.directory().list(roll_kind))
      .tell(name, users);
  return users;
}

dns::TsigKeyUse TsigKeys::last_use(const dns::Name& name) const {
  const auto key = ring_.find(name);
  return key ? key->last_use() : dns::TsigKeyUse{};
}

Result<model::TsigKeyDocument> TsigKeys::create(const dns::Name& name, const KeyDraft& draft,
                                                const Request& request, const Render& render) {
  model::TsigKeyDocument key;
  key.name = name;
  key.algorithm = draft.algorithm.value_or(dns::TsigAlgorithm::hmac_sha256);
  key.created_at = key.updated_at = clock_.unix_seconds();
  if (draft.secret) {
    key.secret = *draft.secret;
  } else if (draft.generate) {
    key.secret = made_secret(key.algorithm, random_);
  } else {
    return invalid_fields(
        {{"secret", "required", "A secret is needed (or \"generate\": true to have one made)"}});
  }
  auto done = configs_.change(request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
    const auto there = heads.key(name);
    if (auto met = request.precondition.check(tag_of(there)); !met)
      return std::unexpected(std::move(met.error()));
    if (there) return object_exists();
    key.version = heads.position();
    ConfigChange change;
    change.keys.push_back(key);
    if (render && !request.request_id.empty()) change.result = render(key);
    return change;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return key;
}

Result<model::TsigKeyDocument> TsigKeys::update(const dns::Name& name, const KeyDraft& draft,
                                                const Request& request, const Render& render) {
  model::TsigKeyDocument key;
  bool has_another_secret = false;
  auto done = configs_.change(request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
    const auto there = heads.key(name);
    if (auto met = request.precondition.check(tag_of(there)); !met)
      return std::unexpected(std::move(met.error()));
    if (!there) return no_such_object();
    key = *there;
    if (draft.algorithm) key.algorithm = *draft.algorithm;
    if (draft.secret) key.secret = *draft.secret;
    if (!draft.secret && draft.generate) key.secret = made_secret(key.algorithm, random_);
    has_another_secret = key.secret != there->secret || key.algorithm != there->algorithm;
    if (!has_another_secret && request.request_id.empty()) return std::optional<ConfigChange>{};
    key.updated_at = clock_.unix_seconds();
    key.version = heads.position();
    ConfigChange change;
    change.keys.push_back(key);
    if (render && !request.request_id.empty()) change.result = render(key);
    return change;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  if (!has_another_secret) return key;
  for (const auto& zone : users(name).zones) {
    const auto head = directory_.find(zone);
    if (!head) continue;
    for (const auto& row : head->settings->primary.secondaries) {
      if (row.is_notified() && row.tsig && row.tsig->key_name == name)
        notifier_.renotify(head->settings->id, row.socket_address());
    }
  }
  return key;
}

Result<void> TsigKeys::remove(const dns::Name& name, const Request& request) {
  auto done = configs_.change(request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
    const auto there = heads.key(name);
    if (auto met = request.precondition.check(tag_of(there)); !met)
      return std::unexpected(std::move(met.error()));
    if (!there) return no_such_object();
    const auto users = users_of_key(name, heads);
    if (!users.empty()) return object_in_use("Key " + dns::to_text(name), users.as_texts());
    ConfigChange change;
    change.removed_keys.push_back(name);
    return change;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

}  // namespace zonecast::control
