// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "control/commit_follower.h"
#include "store/store.h"

namespace zonecast::control {

/// Publishes everything the store holds, keys before zones; NOTIFYs still owed become due. An error
/// says what cannot be read.
base::Result<void> publish_stored(store::Store& store, CommitFollower& follower);

}  // namespace zonecast::control
