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

void CommitFollower::zone_committed(
    const ZoneHeadRef& head, std::vector<std::pair<base::SocketAddress, dns::Serial>> known) {
  const auto& settings = *head->settings;
  const auto before = directory_.find(settings.name);
  directory_.put(head);
  auto policy = std::make_shared<const access::TransferPolicy>(settings.primary);
  auto published = publisher_.publish(settings.id, settings.name, head->contents, head->history,
                                      std::move(policy), head->unservable);
  auto targets =
      head->unservable.empty() ? notify_set(settings.primary) : std::vector<notify::NotifyTarget>{};
  // A zone nobody is told about costs the notifier nothing, unless it was told about before.
  const bool had_targets = before && !notify_set(before->settings->primary).empty();
  if (!targets.empty() || had_targets)
    notifier_.zone_published(std::move(published), std::move(targets), std::move(known));
  for (const auto& watcher : zone_watchers_) watcher(before, head);
}

void CommitFollower::zone_deleted(const ZoneHead& head) {
  const auto before = directory_.find(head.settings->name);
  notifier_.zone_removed(head.settings->id);
  publisher_.withdraw(head.settings->apex);
  directory_.remove(head.settings->name);
  for (const auto& watcher : zone_watchers_) watcher(before, nullptr);
}

void CommitFollower::key_committed(const model::TsigKeyDocument& key) {
  directory_.put_key(key);
  keys_.put(key);
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
