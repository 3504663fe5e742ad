// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/worker.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace zonecast::server {

namespace {

constexpr int accepts_per_turn = 64;
constexpr std::size_t scratch_size = 64 * 1024 + 2;
/// What the kernel may hold of a connection that is not yet on the wire. More than this costs
/// memory for every slow reader and gains nothing.
constexpr int unsent_octets_max = 128 * 1024;
constexpr std::chrono::milliseconds tick_max{1000};
constexpr std::chrono::milliseconds tick_min{10};

/// Set for the listener, from which every connection has them.
void prepare_connections(int listener, std::chrono::milliseconds stalled_write_timeout) {
  const auto set = [listener](int name, int value) {
    (void)::setsockopt(listener, IPPROTO_TCP, name, &value, sizeof value);
  };
  set(TCP_NODELAY, 1);
  set(TCP_NOTSENT_LOWAT, unsent_octets_max);
  // The kernel too gives up on a reader who vanished, also when we have handed everything over.
  set(TCP_USER_TIMEOUT, static_cast<int>(stalled_write_timeout.count()));
}

/// Where the client connected to: the listener may be bound to every address.
base::SocketAddress local_address(int fd) {
  sockaddr_storage native{};
  socklen_t size = sizeof native;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&native), &size) != 0) return {};
  return base::SocketAddress::from_native(native);
}

bool out_of_descriptors(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

class Worker::Listener final : public Watched {
 public:
  Listener(Worker& worker, base::FileDescriptor socket, const base::SocketAddress& bound)
      : address(bound), worker_(worker), socket_(std::move(socket)) {}
  void ready(std::uint32_t) override { worker_.accept_from(*this); }
  int fd() const { return socket_.get(); }
  const base::SocketAddress address;
  bool paused = false;

 private:
  Worker& worker_;
  base::FileDescriptor socket_;
};

class Worker::Connection final : public Watched, public Signing {
 public:
  Connection(Worker& worker, base::FileDescriptor socket, const base::SocketAddress& client,
             const base::SocketAddress& local)
      : stream(worker.plane_, worker.settings_, worker.handler_, worker.scratch_, std::move(socket),
               client, local),
        placed_at(stream.last_activity()),
        worker_(worker) {}
  void ready(std::uint32_t events) override {
    // What epoll tells of one that is signing, it tells again.
    if (!is_closed && !is_signing) worker_.serve(*this, events);
  }
  StreamSession& session() override { return stream; }
  void give_back() override;

  StreamSession stream;
  base::Monotonic placed_at;  // when the session was last active, by its place among the others
  std::uint32_t watched_events = 0;
  Connections::iterator place;
  bool is_closed = false;
  bool is_signing = false;  // its messages are made in a round, this worker's or that of another

 private:
  Worker& worker_;
};

void Worker::Connection::give_back() {
  const std::lock_guard lock(worker_.given_back_mutex_);
  worker_.given_back_.push_back(this);
  if (worker_.given_back_.size() == 1) worker_.loop_.wake();
}

Worker::Worker(const DataPlane& plane, const ServerSettings& settings, MacChooser& mac_chooser,
               SigningPool& signing_pool, std::vector<ListenSocket> sockets)
    : plane_(plane),
      settings_(settings),
      connections_max_(
          std::max<std::size_t>(1, settings.connections_max / std::max(1U, settings.threads))),
      handler_(plane_),
      scratch_(scratch_size),
      signing_round_(mac_chooser, signing_pool, plane.totals),
      tick_(std::clamp(std::min(settings.idle_timeout, settings.stalled_write_timeout) / 4,
                       tick_min, tick_max)),
      deadlines_checked_(plane.clock.monotonic()) {
  ok_ = loop_.ok();
  for (auto& socket : sockets) {
    udp_.push_back(
        std::make_unique<UdpEndpoint>(plane_, handler_, std::move(socket.udp), socket.address));
    ok_ = ok_ && loop_.watch(udp_.back()->fd(), EPOLLIN, *udp_.back());
    prepare_connections(socket.tcp.get(), settings.stalled_write_timeout);
    listeners_.push_back(std::make_unique<Listener>(*this, std::move(socket.tcp), socket.address));
    ok_ = ok_ && loop_.watch(listeners_.back()->fd(), EPOLLIN, *listeners_.back());
  }
}

Worker::~Worker() {
  while (!connections_.empty()) close(*connections_.front());
}

void Worker::run() {
  while (!stopping_.load(std::memory_order_acquire)) {
    const bool has_more = signing_round_.is_under_way() || !signing_.empty();
    loop_.turn(has_more ? std::chrono::milliseconds(0) : tick_);
    sign_and_write();
    closed_.clear();
    if (plane_.clock.monotonic() - deadlines_checked_ >= tick_) check_deadlines();
  }
  signing_round_.end();
  while (lent_ > 0) {
    loop_.turn(tick_);
    take_back();
  }
  while (!connections_.empty()) close(*connections_.front());
  closed_.clear();
}

void Worker::stop() {
  stopping_.store(true, std::memory_order_release);
  loop_.wake();
}

void Worker::accept_from(Listener& listener) {
  for (int i = 0; i < accepts_per_turn; ++i) {
    sockaddr_storage native{};
    socklen_t size = sizeof native;
    base::FileDescriptor socket(::accept4(listener.fd(), reinterpret_cast<sockaddr*>(&native),
                                          &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) {
      if (!out_of_descriptors(errno)) return;
      // The kernel says so even when nobody is waiting any more; the first call of a turn is the
      // one that knows of a client. Without a descriptor it would stay in the backlog and wake us
      // for ever: make room, or look away until the next check of deadlines.
      if (i > 0) return;
      if (close_idlest()) continue;
      loop_.change(listener.fd(), 0, listener);
      listener.paused = true;
      return;
    }
    const auto local =
        listener.address.address.is_unspecified() ? local_address(socket.get()) : listener.address;
    if (!admit(std::move(socket), base::SocketAddress::from_native(native), local)) return;
  }
}

bool Worker::admit(base::FileDescriptor socket, const base::SocketAddress& client,
                   const base::SocketAddress& local) {
  if (connections_.size() >= connections_max_) close_idlest();
  auto made = std::make_unique<Connection>(*this, std::move(socket), client, local);
  made->watched_events = EPOLLIN;
  if (!loop_.watch(made->stream.fd(), EPOLLIN, *made)) return false;
  Connection& connection = *made;
  connection.place = connections_.insert(connections_.end(), std::move(made));
  count(plane_.totals.connections);
  count(plane_.totals.connections_open);
  return true;
}

void Worker::serve(Connection& connection, std::uint32_t events) {
  auto& session = connection.stream;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) session.broken();
  if (!session.is_over() && (events & EPOLLIN) != 0) session.read_turn();
  if (!session.is_over() && session.wants_write()) {
    if (session.signing_key() != nullptr) {
      connection.is_signing = true;
      signing_.push_back(&connection);
      return;
    }
    // Most answers can be written right after their request was read.
    session.write_turn();
  }
  settle(connection);
}

/// At the end of the loop's turn: signed messages are made in company, as many sessions at a time
/// as there are lanes, and what was made is written while it is still in the cache.
void Worker::sign_and_write() {
  take_back();
  while (!signing_.empty() && signing_round_.room() > 0) {
    const std::size_t count = std::min(signing_.size(), signing_round_.room());
    const auto group = std::span(signing_).first(count);
    if (!signing_round_.join(group)) {
      for (Signing* one : group) lend(static_cast<Connection&>(*one));
    }
    signing_.erase(signing_.begin(), signing_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  if (!signing_round_.is_under_way()) return;
  made_.clear();
  signing_round_.turn(made_);
  for (Signing* one : made_) write(static_cast<Connection&>(*one));
}

void Worker::write(Connection& connection) {
  connection.is_signing = false;
  connection.stream.write_turn();
  settle(connection);
}

void Worker::lend(Connection& connection) {
  ++lent_;
  count(plane_.totals.sessions_lent);
  connection.watched_events = 0;
  loop_.change(connection.stream.fd(), 0, connection);
}

void Worker::take_back() {
  if (lent_ == 0) return;
  made_.clear();
  {
    const std::lock_guard lock(given_back_mutex_);
    made_.swap(given_back_);
  }
  lent_ -= made_.size();
  for (Signing* one : made_) write(static_cast<Connection&>(*one));
}

/// After its turn: what it waits for now, and its place among the others.
void Worker::settle(Connection& connection) {
  auto& session = connection.stream;
  if (session.is_over()) {
    close(connection);
    return;
  }
  const std::uint32_t wanted =
      (session.wants_read() ? EPOLLIN : 0U) | (session.wants_write() ? EPOLLOUT : 0U);
  if (wanted != connection.watched_events) {
    connection.watched_events = wanted;
    loop_.change(session.fd(), wanted, connection);
  }
  if (session.last_activity() != connection.placed_at) {
    connection.placed_at = session.last_activity();
    connections_.splice(connections_.end(), connections_, connection.place);
  }
}

void Worker::close(Connection& connection) {
  connection.is_closed = true;
  connection.stream.close();
  plane_.totals.connections_open.fetch_sub(1, std::memory_order_relaxed);
  closed_.splice(closed_.end(), connections_, connection.place);
}

bool Worker::close_idlest() {
  const auto idlest = std::ranges::find_if(
      connections_, [](const auto& connection) { return !connection->is_signing; });
  if (idlest == connections_.end()) return false;
  close(**idlest);
  return true;
}

void Worker::check_deadlines() {
  const auto now = plane_.clock.monotonic();
  deadlines_checked_ = now;
  for (auto at = connections_.begin(); at != connections_.end();) {
    Connection& connection = **at++;
    if (connection.is_signing) continue;
    connection.stream.check_deadlines(now);
    if (connection.stream.is_over()) close(connection);
  }
  closed_.clear();
  for (const auto& listener : listeners_) {
    if (!listener->paused) continue;
    listener->paused = false;
    loop_.change(listener->fd(), EPOLLIN, *listener);
  }
}

}  // namespace zonecast::server
