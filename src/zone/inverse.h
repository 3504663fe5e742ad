// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "zone/difference.h"

namespace zonecast::zone {

/// What leads back: from the new SOA to the old, deleting what was added. revise() by it gives the
/// contents before, the serial included.
Difference inverse(const Difference& difference);

}  // namespace zonecast::zone
