// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "base/file_descriptor.h"
#include "server/event_loop.h"
#include "server/request_handler.h"

namespace zonecast::server {

/// Answers the datagrams of one socket, many per system call. What the socket does not take at once
/// is dropped: the client asks again. One thread.
class UdpEndpoint final : public Watched {
 public:
  /// `address`: what the socket is bound to.
  UdpEndpoint(const DataPlane& plane, RequestHandler& handler, base::FileDescriptor socket,
              const base::SocketAddress& address);
  ~UdpEndpoint() override;

  int fd() const { return socket_.get(); }
  void ready(std::uint32_t events) override;

 private:
  struct Batch;
  std::size_t receive();
  void answer(std::size_t received);
  void send(std::size_t answers);

  const DataPlane& plane_;
  RequestHandler& handler_;
  base::FileDescriptor socket_;
  const base::SocketAddress address_;
  std::unique_ptr<Batch> batch_;
};

}  // namespace zonecast::server
