// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/replication.h"
#include "control/zone_directory.h"
#include "notify/notifier.h"

namespace zonecast::control {

/// Thread-safe.
class ReplicationService final : public Replication {
 public:
  ReplicationService(const ZoneDirectory& directory, notify::Notifier& notifier,
                     const secondaries::StatusBoard& board)
      : directory_(directory), notifier_(notifier), board_(board) {}

  Result<NotifyReport> notify_zone(const std::string& zone) override;
  Result<std::vector<NotifyReport>> notify_all() override;
  Result<std::vector<SecondaryReport>> status(const std::string& zone) const override;

 private:
  NotifyReport notify(const ZoneHead& head);

  const ZoneDirectory& directory_;
  notify::Notifier& notifier_;
  const secondaries::StatusBoard& board_;
};

}  // namespace zonecast::control
