// SPDX-License-Identifier: GPL-3.0-or-later
// What the activity log says of a change: told by what the change writes, so that no use case can
// forget it. Secrets are masked here, once for all kinds of objects.
#pragma once

#include "control/committer.h"

namespace zonecast::control {

/// RRs told one by one on each side of an entry; of a change with more, the counts alone are.
inline constexpr std::size_t records_told_max = 20;

/// `heads`: as the change found them.
store::Activity activity_of(const Prepared& prepared, const Heads& heads);

}  // namespace zonecast::control
