// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dns/serial.h"
#include "model/zone_settings.h"

namespace zonecast::model {

/// The serial after `current`: what the policy draws when that follows `current` and lies less than
/// 2^30 ahead, else current + 1 (RFC 1982). `now` is Unix time in seconds.
dns::Serial next_serial(SerialPolicy policy, dns::Serial current, std::int64_t now);
/// For a new zone without a serial of its own.
dns::Serial first_serial(SerialPolicy policy, std::int64_t now);

}  // namespace zonecast::model
