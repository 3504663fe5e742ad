// SPDX-License-Identifier: GPL-3.0-or-later
// XXH64 with seed 0: tells damage by chance, not by intent, at several octets a cycle.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace zonecast::zone {

std::uint64_t checksum(base::ByteView octets);

}  // namespace zonecast::zone
