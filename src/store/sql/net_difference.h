// SPDX-License-Identifier: GPL-3.0-or-later
// Many differences as one: a zone with a long log is brought up to date by one revision instead of
// one per change.
#pragma once

#include <span>

#include "zone/difference.h"

namespace zonecast::store {

/// From where the first starts to where the last ends; what one adds and a later one deletes again
/// is left out. `differences` connect and are not empty.
zone::DifferenceRef net_difference(std::span<const zone::DifferenceRef> differences);

}  // namespace zonecast::store
