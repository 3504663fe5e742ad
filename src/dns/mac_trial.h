// SPDX-License-Identifier: GPL-3.0-or-later
// Are lanes right, and are they fast? Asked once for each algorithm, before they are used.
#pragma once

#include <functional>

#include "base/clock.h"
#include "dns/mac_choice.h"

namespace zonecast::dns {

/// Computes jobs of one algorithm; false when it cannot.
using MacComputer = std::function<bool(std::span<MacJob* const>)>;

/// Compares with OpenSSL, alone and in company, around all borders of the digests' blocks and with
/// keys of all kinds. An error says with how many at once it was wrong.
base::Result<void> test_macs(const MacComputer& computer, TsigAlgorithm algorithm);

/// A few milliseconds: messages as transfers have them, and the copy into the lanes with them.
MacCosts measure_macs(MacLanes& lanes, TsigAlgorithm algorithm, const base::Clock& clock);

}  // namespace zonecast::dns
