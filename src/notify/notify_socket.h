// SPDX-License-Identifier: GPL-3.0-or-later
// A UDP socket that sends and receives many datagrams per system call.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/file_descriptor.h"
#include "base/ip_address.h"
#include "base/result.h"

namespace zonecast::notify {

struct Datagram {
  base::SocketAddress peer;
  base::Bytes octets;
};

/// One thread.
class NotifySocket {
 public:
  /// Bound to `source`, or to no address in particular when it is unspecified; any port.
  static base::Result<NotifySocket> open(const base::IpAddress& source);
  NotifySocket(NotifySocket&&) noexcept;
  NotifySocket& operator=(NotifySocket&&) noexcept;
  ~NotifySocket();

  int fd() const { return fd_.get(); }
  base::SocketAddress local_address() const;

  /// How many of `datagrams`, from the front, are done with: sent, or refused by the kernel for
  /// their destination (no route, filtered), which is as good as lost. Fewer than all: wait until
  /// writable.
  std::size_t send(std::span<const Datagram> datagrams);

  /// Gives what has come, at most one batch, to `receive`. False when nothing was there.
  bool receive(const std::function<void(const base::SocketAddress&, base::ByteView)>& receive);

 private:
  struct Batch;
  NotifySocket(base::FileDescriptor fd);
  base::FileDescriptor fd_;
  std::unique_ptr<Batch> batch_;
};

}  // namespace zonecast::notify
