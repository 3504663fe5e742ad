// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "server/event_loop.h"
#include "server/listen_sockets.h"
#include "server/signing_round.h"
#include "server/stream_session.h"
#include "server/udp_endpoint.h"

namespace zonecast::server {

/// One thread's share of the server: its sockets, its connections, its loop. What is here belongs
/// to that thread; only stop() is called from another, and connections are given back by others.
class Worker {
 public:
  Worker(const DataPlane& plane, const ServerSettings& settings, MacChooser& mac_chooser,
         SigningPool& signing_pool, std::vector<ListenSocket> sockets);
  ~Worker();

  /// False when the kernel gives no event loop.
  bool ok() const { return ok_; }
  /// Until stop().
  void run();
  void stop();
  /// From any thread.
  void take_queries(QueriesByZone& into) { handler_.query_counts().take(into); }

 private:
  class Listener;
  class Connection;
  using Connections = std::list<std::unique_ptr<Connection>>;

  void accept_from(Listener& listener);
  bool admit(base::FileDescriptor socket, const base::SocketAddress& client,
             const base::SocketAddress& local);
  void serve(Connection& connection, std::uint32_t events);
  void settle(Connection& connection);
  void sign_and_write();
  void write(Connection& connection);
  void lend(Connection& connection);
  void take_back();
  void close(Connection& connection);
  bool close_idlest();
  void check_deadlines();

  const DataPlane& plane_;
  const ServerSettings& settings_;
  std::size_t connections_max_;
  EventLoop loop_;
  RequestHandler handler_;
  base::Bytes scratch_;
  SigningRound signing_round_;
  std::vector<Signing*> signing_;  // who waits for its place in the round
  std::vector<Signing*> made_;     // who is through it
  std::size_t lent_ = 0;           // connections whose messages another worker makes
  std::mutex given_back_mutex_;
  std::vector<Signing*> given_back_;  // by that worker
  std::vector<std::unique_ptr<UdpEndpoint>> udp_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  Connections connections_;  // the one that did something last stands last
  Connections closed_;       // until the end of the round, in which events may still name them
  std::chrono::milliseconds tick_;
  base::Monotonic deadlines_checked_;
  std::atomic<bool> stopping_{false};
  bool ok_ = true;
};

}  // namespace zonecast::server
