// SPDX-License-Identifier: GPL-3.0-or-later
// Publishes views, ACLs and networks as they are committed: to the data plane who sees what, to the
// notifier where it sends from.
#pragma once

#include <set>
#include <string>

#include "access/published_views.h"
#include "base/log.h"
#include "control/config_directory.h"
#include "notify/notifier.h"

namespace zonecast::control {

/// One thread at a time.
class AccessPublisher {
 public:
  AccessPublisher(const ConfigDirectory& configs, access::PublishedViews& views,
                  notify::Notifier& notifier, base::Log& log)
      : configs_(configs), views_(views), notifier_(notifier), log_(log) {}

  /// After a commit changed objects of these kinds; what is not about access is passed over.
  void configs_changed(const std::set<std::string>& kinds);

 private:
  template <typename T, typename Read>
  std::vector<T> all(const char* kind, Read read) const;

  const ConfigDirectory& configs_;
  access::PublishedViews& views_;
  notify::Notifier& notifier_;
  base::Log& log_;
};

}  // namespace zonecast::control
