// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "base/file_descriptor.h"
#include "base/ip_address.h"
#include "base/result.h"

namespace zonecast::server {

/// One address as one worker listens on it.
struct ListenSocket {
  base::SocketAddress address;  // with its real port
  base::FileDescriptor udp;
  base::FileDescriptor tcp;
};

/// For each worker a socket per address; the kernel spreads clients over the workers
/// (SO_REUSEPORT). Port 0 takes one free port for UDP and TCP. The first worker's sockets are bound
/// before they are opened for sharing, so that a port somebody else has, another zonecast included,
/// is an error and not shared by accident.
base::Result<std::vector<std::vector<ListenSocket>>> open_listen_sockets(
    const std::vector<base::SocketAddress>& addresses, unsigned workers);

}  // namespace zonecast::server
