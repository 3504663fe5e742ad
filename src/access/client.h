// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ip_address.h"
#include "dns/tsig.h"

namespace zonecast::access {

/// Who asks, and where: a client is known by the key that verified first, by its address second.
struct Client {
  base::IpAddress address;
  dns::TsigKeyRef key;          // null: unsigned
  base::SocketAddress local{};  // the listen address that was asked
};

}  // namespace zonecast::access
