// SPDX-License-Identifier: GPL-3.0-or-later
// Two loops with a thread each carry the connections, dealt out in turn; a pool runs the handlers.
#include "http/http_server.h"

#include <netinet/tcp.h>

#include <algorithm>
#include <set>
#include <thread>

#include "http/asio_and_beast.h"
#include "http/http_session.h"

namespace zonecast::http {
namespace {

using asio::ip::tcp;

constexpr std::size_t loop_count = 2;
constexpr std::size_t kept_threads = 4;
constexpr auto stop_patience = std::chrono::seconds(5);
/// How often a loop looks for clients that take too long: timeouts are of seconds.
constexpr auto watch_interval = std::chrono::milliseconds(500);

base::SocketAddress from_endpoint(const tcp::endpoint& endpoint) {
  sockaddr_storage native{};
  std::memcpy(&native, endpoint.data(), std::min(sizeof native, endpoint.size()));
  return base::SocketAddress::from_native(native);
}

tcp::endpoint to_endpoint(const base::SocketAddress& address) {
  sockaddr_storage native{};
  const auto size = address.to_native(native);
  tcp::endpoint endpoint;
  endpoint.resize(size);
  std::memcpy(endpoint.data(), &native, size);
  return endpoint;
}

/// RFC 7301: HTTP/1.1 is what is spoken here; a client that offers only others is refused.
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* in, unsigned int in_size, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, ours, sizeof ours - 1, in, in_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

struct Loop {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::thread thread;
  std::set<LoopedSession*> sessions;  // the loop's thread only
};

}  // namespace

struct HttpServer::State {
  State(base::Log& l, HttpServerSettings s, Handler h, StreamHandler sh)
      : log(l),
        settings(std::move(s)),
        handler(std::move(h)),
        stream_handler(std::move(sh)),
        pool(std::make_unique<JobPool>(kept_threads, settings.pool_threads_max)) {
    for (auto& loop : loops) loop = std::make_unique<Loop>();
  }

  /// What is still suspended goes first where nothing else refers to it: jobs of the pool own
  /// sessions of the loops, and an accept waiting on the first loop owns a socket of another.
  ~State() {
    plain_acceptors.clear();
    tls_acceptors.clear();
    pool.reset();
    for (auto& loop : loops) loop.reset();
  }

  base::Result<void> open_tls() {
    error_code error;
    tls.emplace(asio::ssl::context::tls_server);
    tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                         asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                         asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression,
                     error);
    if (!error) tls->use_certificate_chain_file(settings.tls->certificate_file, error);
    if (error)
      return base::failure("certificate " + settings.tls->certificate_file + ": " +
                           error.message());
    tls->use_private_key_file(settings.tls->key_file, asio::ssl::context::pem, error);
    if (error) return base::failure("key " + settings.tls->key_file + ": " + error.message());
    SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_alpn_select_cb(tls->native_handle(), select_protocol, nullptr);
    return {};
  }

  base::Result<tcp::acceptor> listen(const base::SocketAddress& address) {
    tcp::acceptor acceptor(loops[0]->context);
    const auto endpoint = to_endpoint(address);
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && !address.address.is_v4()) acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      return base::failure("cannot listen on " + address.to_text() + ": " + error.message());
    return acceptor;
  }

  asio::awaitable<void> accept(tcp::acceptor& acceptor, bool secure) {
    while (!stopping) {
      auto& loop = *loops[next_loop++ % loops.size()];
      error_code error;
      auto socket = co_await acceptor.async_accept(
          loop.context, asio::redirect_error(asio::use_awaitable, error));
      if (error) {
        if (stopping) co_return;
        // Out of descriptors, most likely; some will be free again.
        log.warning("cannot accept a connection", {{"reason", error.message()}});
        asio::steady_timer timer(loops[0]->context, std::chrono::milliseconds(100));
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
        continue;
      }
      const auto remote = socket.remote_endpoint(error);
      if (error) continue;  // gone already
      if (connections >= settings.connections_max) {
        turn_away(std::move(socket), secure);
        continue;
      }
      ++connections;
      socket.set_option(tcp::no_delay(true), error);
      // The kernel too gives up on a client that takes nothing, when we have closed already.
      const unsigned patience_ms = settings.read_timeout_s * 1000;
      ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &patience_ms,
                   sizeof patience_ms);
      const auto peer = from_endpoint(remote);
      if (secure) {
        auto session =
            std::make_unique<Session<TlsSocket>>(service, TlsSocket(std::move(socket), *tls), peer);
        asio::co_spawn(loop.context, run(loop, std::move(session)), asio::detached);
      } else {
        auto session = std::make_unique<Session<Socket>>(service, std::move(socket), peer);
        asio::co_spawn(loop.context, run(loop, std::move(session)), asio::detached);
      }
    }
  }

  template <typename Stream>
  asio::awaitable<void> run(Loop& loop, std::unique_ptr<Session<Stream>> session) {
    loop.sessions.insert(session.get());
    co_await session->run();
    loop.sessions.erase(session.get());
    session.reset();
    --connections;
  }

  asio::awaitable<void> watch(Loop& loop) {
    asio::steady_timer timer(loop.context);
    error_code error;
    while (!error) {
      timer.expires_after(watch_interval);
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
      const auto now = std::chrono::steady_clock::now();
      for (auto* session : loop.sessions) session->close_if_late(now);
    }
  }

  /// Says so when that costs nothing.
  void turn_away(tcp::socket socket, bool secure) {
    error_code error;
    if (!secure) {
      auto response = refusal(503, "too many connections");
      response.headers.emplace_back("Retry-After", "1");
      const auto text = response_head(response, 11, false, false) + response.body;
      socket.non_blocking(true, error);
      socket.write_some(asio::buffer(text), error);
      socket.shutdown(tcp::socket::shutdown_send, error);
    }
    if (!turned_away_logged.exchange(true))
      log.warning("too many http connections", {{"connections_max", settings.connections_max}});
    socket.close(error);
  }

  base::Log& log;
  const HttpServerSettings settings;
  const Handler handler;
  const StreamHandler stream_handler;
  std::optional<asio::ssl::context> tls;  // costs memory and time where nobody needs it
  std::array<std::unique_ptr<Loop>, loop_count> loops;
  std::unique_ptr<JobPool> pool;
  std::atomic<bool> stopping = false;
  std::atomic<std::size_t> connections = 0;
  std::atomic<bool> turned_away_logged = false;
  std::size_t next_loop = 0;
  Service service{log, settings, handler, stream_handler, *pool, stopping};
  std::vector<std::unique_ptr<tcp::acceptor>> plain_acceptors;
  std::vector<std::unique_ptr<tcp::acceptor>> tls_acceptors;
  bool running = false;
};

HttpServer::HttpServer(base::Log& log, HttpServerSettings settings, Handler handler,
                       StreamHandler stream_handler)
    : state_(std::make_unique<State>(log, std::move(settings), std::move(handler),
                                     std::move(stream_handler))) {}

HttpServer::~HttpServer() { stop(); }

base::Result<void> HttpServer::start() {
  auto& s = *state_;
  if (!s.settings.listen_tls.empty()) {
    if (!s.settings.tls) return base::failure("https needs a certificate and a key");
    if (auto opened = s.open_tls(); !opened) return opened;
  }
  const auto open = [&s](const std::vector<base::SocketAddress>& addresses, auto& acceptors) {
    for (const auto& address : addresses) {
      auto acceptor = s.listen(address);
      if (!acceptor) return base::Result<void>(std::unexpected(acceptor.error()));
      acceptors.push_back(std::make_unique<tcp::acceptor>(std::move(*acceptor)));
    }
    return base::Result<void>();
  };
  auto opened = open(s.settings.listen, s.plain_acceptors);
  if (opened) opened = open(s.settings.listen_tls, s.tls_acceptors);
  if (!opened) {
    s.plain_acceptors.clear();
    s.tls_acceptors.clear();
    return opened;
  }
  for (auto& acceptor : s.plain_acceptors)
    asio::co_spawn(s.loops[0]->context, s.accept(*acceptor, false), asio::detached);
  for (auto& acceptor : s.tls_acceptors)
    asio::co_spawn(s.loops[0]->context, s.accept(*acceptor, true), asio::detached);
  for (auto& loop : s.loops) {
    asio::co_spawn(loop->context, s.watch(*loop), asio::detached);
    loop->thread = std::thread([&loop = *loop] { loop.context.run(); });
  }
  s.running = true;
  return {};
}

std::vector<base::SocketAddress> HttpServer::addresses() const {
  std::vector<base::SocketAddress> addresses;
  error_code error;
  for (const auto& acceptor : state_->plain_acceptors)
    addresses.push_back(from_endpoint(acceptor->local_endpoint(error)));
  return addresses;
}

std::vector<base::SocketAddress> HttpServer::tls_addresses() const {
  std::vector<base::SocketAddress> addresses;
  error_code error;
  for (const auto& acceptor : state_->tls_acceptors)
    addresses.push_back(from_endpoint(acceptor->local_endpoint(error)));
  return addresses;
}

void HttpServer::stop() {
  auto& s = *state_;
  if (!std::exchange(s.running, false)) return;
  s.stopping = true;
  asio::post(s.loops[0]->context, [&s] {
    error_code error;
    for (auto& acceptor : s.plain_acceptors) acceptor->close(error);
    for (auto& acceptor : s.tls_acceptors) acceptor->close(error);
  });
  for (auto& loop : s.loops) {
    asio::post(loop->context, [&loop = *loop] {
      for (auto* session : loop.sessions) session->stop_if_idle();
    });
  }
  const auto deadline = std::chrono::steady_clock::now() + stop_patience;
  while (s.connections > 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  s.pool->stop();
  for (auto& loop : s.loops) {
    loop->work.reset();
    loop->context.stop();
    loop->thread.join();
  }
}

}  // namespace zonecast::http
