// SPDX-License-Identifier: GPL-3.0-or-later
// Turns each commit into published state: the one bridge between the planes. docs/architecture.md,
// "The life of a change", step 6.
#pragma once

#include <memory>
#include <vector>

#include "access/key_ring.h"
#include "control/zone_directory.h"
#include "notify/notifier.h"
#include "publication/publisher.h"

namespace zonecast::control {

/// One thread at a time.
class CommitFollower {
 public:
  CommitFollower(ZoneDirectory& directory, publication::Publisher& publisher, access::KeyRing& keys,
                 notify::Notifier& notifier)
      : directory_(directory), publisher_(publisher), keys_(keys), notifier_(notifier) {}

  /// `known`: what secondaries acknowledged before a restart.
  void zone_committed(const ZoneHeadRef& head,
                      std::vector<std::pair<base::SocketAddress, dns::Serial>> known = {});
  void zone_deleted(const ZoneHead& head);
  void key_committed(const model::TsigKeyDocument& key);
  void key_deleted(dns::NameView name);

 private:
  ZoneDirectory& directory_;
  publication::Publisher& publisher_;
  access::KeyRing& keys_;
  notify::Notifier& notifier_;
};

/// Whom a change of the zone is told to: rows with notify on and a single address, while transfers
/// are enabled.
std::vector<notify::NotifyTarget> notify_set(const model::OutgoingTransfers& transfers);

}  // namespace zonecast::control
