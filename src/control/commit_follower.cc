// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/commit_follower.h"

namespace zonecast::control {

std::vector<notify::NotifyTarget> notify_set(const model::OutgoingTransfers& transfers) {
  std::vector<notify::NotifyTarget> out;
  if (!transfers.enabled) return out;
  for (const auto& row : transfers.secondaries) {
    if (!row.is_notified()) continue;
    out.push_back({row.socket_address(), row.tsig ? row.tsig->key_name : dns::Name()});
  }
  return out;
}

namespace {

/// Null for network 0 alone, as nearly every zone has it, and for none at all, which makes the zone
/// unservable.
std::shared_ptr<const std::vector<std::int64_t>> networks_of(
    const std::shared_ptr<const model::ZoneSettings>& settings) {
  const auto& networks = settings->networks;
  if (networks.empty() || (networks.size() == 1 && networks.front() == 0)) return nullptr;
  return {settings, &networks};
}

}  // namespace

void CommitFollower::zone_committed(
    const ZoneHeadRef& head, std::vector<std::pair<base::SocketAddress, dns::Serial>> known) {
  const auto& settings = *head->settings;
  const auto before = directory_.put(head);
  auto published =
      publisher_.publish(settings.id, settings.name, head->contents, head->history,
                         policy_of(settings), networks_of(head->settings), head->unservable);
  auto targets =
      head->unservable.empty() ? notify_set(settings.primary) : std::vector<notify::NotifyTarget>{};
  // A zone nobody is told about costs the notifier nothing, unless it was told about before.
  const bool had_targets = before && !notify_set(before->settings->primary).empty();
  if (!targets.empty() || had_targets)
    notifier_.zone_published(std::move(published), std::move(targets), std::move(known));
  for (const auto& watcher : zone_watchers_) watcher(before, head);
}

/// Zones published one after the other often have the same secondaries, a hundred thousand of them
/// at a start: they share one policy.
std::shared_ptr<const access::TransferPolicy> CommitFollower::policy_of(
    const model::ZoneSettings& settings) {
  if (!last_policy_ || last_primary_ != settings.primary) {
    last_primary_ = settings.primary;
    last_policy_ = std::make_shared<const access::TransferPolicy>(settings.primary);
  }
  return last_policy_;
}

void CommitFollower::zone_deleted(const ZoneHead& head) {
  const auto before = directory_.find(head.settings->name);
  notifier_.zone_removed(head.settings->id);
  publisher_.withdraw(head.settings->apex, head.settings->id);
  directory_.remove(head.settings->name);
  for (const auto& watcher : zone_watchers_) watcher(before, nullptr);
}

void CommitFollower::key_committed(const model::TsigKeyDocument& key) {
  directory_.put_key(key);
  keys_.put(key);
}

void CommitFollower::keys_loaded(const std::vector<model::TsigKeyDocument>& keys) {
  for (const auto& key : keys) directory_.put_key(key);
  keys_.replace(keys);
}

void CommitFollower::key_deleted(dns::NameView name) {
  directory_.remove_key(name);
  keys_.remove(name);
}

void CommitFollower::configs_committed(const std::vector<store::PutConfig>& puts,
                                       store::Position position) {
  std::set<std::string> kinds;
  for (const auto& put : puts) {
    kinds.insert(put.kind);
    if (put.body.empty()) {
      configs_.remove(put.kind, put.id);
    } else {
      configs_.put(std::make_shared<const store::ConfigObject>(
          store::ConfigObject{put.kind, put.id, put.body, position}));
    }
  }
  for (const auto& watcher : watchers_) watcher(kinds);
}

void CommitFollower::configs_loaded(std::vector<store::ConfigObject> objects) {
  std::set<std::string> kinds;
  for (auto& object : objects) {
    kinds.insert(object.kind);
    configs_.put(std::make_shared<const store::ConfigObject>(std::move(object)));
  }
  for (const auto& watcher : watchers_) watcher(kinds);
}

}  // namespace zonecast::control
