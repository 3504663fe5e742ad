// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "zone/difference.h"
#include "zone/zone_version.h"

namespace zonecast::zone {

/// The version that follows `base`. Renders again only the blocks that hold changed owner names and
/// shares the others with `base`. The difference must start at base's SOA, delete what is there and
/// add what is not (ZC_ASSERT: commit has checked it).
ZoneVersion revise(const ZoneVersion& base, const Difference& difference,
                   const BlockLimits& limits = {});

}  // namespace zonecast::zone
