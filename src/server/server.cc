// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/server.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <thread>

#include "server/worker.h"

namespace zonecast::server {

namespace {

/// Signals are the main thread's.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

struct Server::State {
  State(const base::Clock& clock, base::Log& log, const publication::ZoneTable& zones,
        const access::KeyRing& keys, const access::PublishedViews& views,
        secondaries::StatusBoard& board, ServerSettings wanted)
      : plane{clock, log, zones, keys, views, board, totals, wanted.idle_timeout},
        settings(std::move(wanted)),
        mac_chooser(settings.decide_macs ? settings.decide_macs
                                         : decide_macs_by_trial(clock, log)) {
    settings.threads = std::max(1U, settings.threads);
  }

  ServerTotals totals;
  DataPlane plane;
  ServerSettings settings;
  MacChooser mac_chooser;
  SigningPool signing_pool;
  std::vector<base::SocketAddress> addresses;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
};

Server::Server(const base::Clock& clock, base::Log& log, const publication::ZoneTable& zones,
               const access::KeyRing& keys, const access::PublishedViews& views,
               secondaries::StatusBoard& board, ServerSettings settings)
    : state_(std::make_unique<State>(clock, log, zones, keys, views, board, std::move(settings))) {}

Server::~Server() { stop(); }

base::Result<void> Server::start() {
  auto sockets = open_listen_sockets(state_->settings.listen, state_->settings.threads);
  if (!sockets) return std::unexpected(sockets.error());
  state_->addresses.clear();
  for (const auto& socket : sockets->front()) state_->addresses.push_back(socket.address);

  for (auto& share : *sockets) {
    auto worker = std::make_unique<Worker>(state_->plane, state_->settings, state_->mac_chooser,
                                           state_->signing_pool, std::move(share));
    if (!worker->ok()) {
      state_->workers.clear();
      return base::failure("cannot make an event loop: the system is out of descriptors");
    }
    state_->workers.push_back(std::move(worker));
  }
  const SignalsBlocked blocked;  // threads inherit it
  for (const auto& worker : state_->workers) {
    state_->threads.emplace_back([&run = *worker] { run.run(); });
  }
  return {};
}

std::vector<base::SocketAddress> Server::addresses() const { return state_->addresses; }

void Server::stop() {
  for (const auto& worker : state_->workers) worker->stop();
  for (auto& thread : state_->threads) thread.join();
  state_->threads.clear();
  state_->workers.clear();
}

QueriesByZone Server::take_queries() {
  QueriesByZone out;
  for (const auto& worker : state_->workers) worker->take_queries(out);
  return out;
}

const ServerTotals& Server::totals() const { return state_->totals; }

}  // namespace zonecast::server
