// SPDX-License-Identifier: GPL-3.0-or-later
// Turns each commit into published state: the one bridge between the planes. docs/architecture.md,
// "The life of a change", step 6.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "access/key_ring.h"
#include "control/config_directory.h"
#include "control/zone_directory.h"
#include "notify/notifier.h"
#include "publication/publisher.h"

namespace zonecast::control {

/// One thread at a time.
class CommitFollower {
 public:
  CommitFollower(ZoneDirectory& directory, ConfigDirectory& configs,
                 publication::Publisher& publisher, access::KeyRing& keys,
                 notify::Notifier& notifier)
      : directory_(directory),
        configs_(configs),
        publisher_(publisher),
        keys_(keys),
        notifier_(notifier) {}

  /// Called after a commit has changed configuration objects, and once after the start, with the
  /// kinds that changed; the directory has them already. On the thread that follows; before the
  /// caller of the change gets its answer.
  using ConfigWatcher = std::function<void(const std::set<std::string>& kinds)>;
  /// Before anything is committed.
  void watch_configs(ConfigWatcher watcher) { watchers_.push_back(std::move(watcher)); }

  /// Called after each commit of a zone with what it was and what it is: null before its creation
  /// and after its deletion. Same thread, same moment; at the start once for each zone.
  using ZoneWatcher = std::function<void(const ZoneHeadRef& before, const ZoneHeadRef& after)>;
  void watch_zones(ZoneWatcher watcher) { zone_watchers_.push_back(std::move(watcher)); }

  /// `known`: what secondaries acknowledged before a restart.
  void zone_committed(const ZoneHeadRef& head,
                      std::vector<std::pair<base::SocketAddress, dns::Serial>> known = {});
  void zone_deleted(const ZoneHead& head);
  void key_committed(const model::TsigKeyDocument& key);
  /// At start: all there are.
  void keys_loaded(const std::vector<model::TsigKeyDocument>& keys);
  void key_deleted(dns::NameView name);
  /// Sets or deletes each as a commit at `position` did.
  void configs_committed(const std::vector<store::PutConfig>& puts, store::Position position);
  /// At start: all there are.
  void configs_loaded(std::vector<store::ConfigObject> objects);

 private:
  std::shared_ptr<const access::TransferPolicy> policy_of(const model::ZoneSettings& settings);

  ZoneDirectory& directory_;
  ConfigDirectory& configs_;
  publication::Publisher& publisher_;
  access::KeyRing& keys_;
  notify::Notifier& notifier_;
  std::vector<ConfigWatcher> watchers_;
  std::vector<ZoneWatcher> zone_watchers_;
  model::OutgoingTransfers last_primary_;
  std::shared_ptr<const access::TransferPolicy> last_policy_;  // of last_primary_
};

/// Whom a change of the zone is told to: rows with notify on and a single address, while transfers
/// are enabled.
std::vector<notify::NotifyTarget> notify_set(const model::OutgoingTransfers& transfers);

}  // namespace zonecast::control
