// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "access/key_ring.h"
#include "access/published_views.h"
#include "control/access_evaluation.h"
#include "control/zone_directory.h"
#include "publication/zone_table.h"

namespace zonecast::control {

/// Asks the published state, so what it says is what is served. Thread-safe.
class PublishedAccess final : public AccessEvaluation {
 public:
  PublishedAccess(const ZoneDirectory& directory, const publication::ZoneTable& table,
                  const access::KeyRing& keys, const access::PublishedViews& views)
      : directory_(directory), table_(table), keys_(keys), views_(views) {}

  Result<AccessAnswer> evaluate(const AccessQuestion& question) const override;

 private:
  const ZoneDirectory& directory_;
  const publication::ZoneTable& table_;
  const access::KeyRing& keys_;
  const access::PublishedViews& views_;
};

}  // namespace zonecast::control
