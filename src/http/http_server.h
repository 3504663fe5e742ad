// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/1.1 and HTTPS server on Boost.Asio and Beast, kept inside this component. Knows no DNS.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/log.h"
#include "base/result.h"
#include "http/request.h"
#include "http/tls_certificate.h"

namespace zonecast::http {

/// A body written piece by piece: returns false when done; appends to `out`. Called on a pool
/// thread, one call at a time, as the client takes it; let go of, unfinished, when the client goes
/// away.
using BodyProducer = std::function<bool(std::string& out)>;

struct Response {
  unsigned status = 200;
  // Content-Length, Transfer-Encoding, Connection and Date are the server's.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  BodyProducer producer;  // set: sent chunked instead of `body`
};

/// Receives a streamed request body: write() per piece (returning false ends reading), then
/// finish(). Called on pool threads, one call at a time; the next piece is read when write() has
/// returned.
class BodyReceiver {
 public:
  virtual ~BodyReceiver() = default;
  virtual bool write(std::string_view piece) = 0;
  /// After the last piece, or after write() returned false. `complete` is false when the client
  /// went away.
  virtual Response finish(bool complete) = 0;
};

/// Called on a pool thread; may block.
using Handler = std::function<Response(const Request&)>;
/// Asked on a pool thread once the headers are read, for methods other than GET, HEAD and OPTIONS:
/// a receiver for requests whose body is to be streamed, null for all others.
using StreamHandler = std::function<std::unique_ptr<BodyReceiver>(const Request&)>;

struct HttpServerSettings {
  std::vector<base::SocketAddress> listen;  // plain
  std::vector<base::SocketAddress> listen_tls;
  std::optional<TlsSettings> tls;  // needed for listen_tls
  /// Requests answered at a time. As many changes as that can share one flush of the disk.
  unsigned pool_threads_max = 64;
  std::size_t header_octets_max = 32 * 1024;
  std::size_t body_octets_max = 64u << 20;  // of a body that is not streamed: 413 beyond
  std::size_t connections_max = 8192;
  unsigned idle_timeout_s = 75;
  unsigned read_timeout_s = 30;  // for the headers, and for each 64 KiB of a body
};

class HttpServer {
 public:
  HttpServer(base::Log& log, HttpServerSettings settings, Handler handler,
             StreamHandler stream_handler);
  ~HttpServer();
  base::Result<void> start();
  std::vector<base::SocketAddress> addresses() const;
  std::vector<base::SocketAddress> tls_addresses() const;
  /// Lets running requests end, for at most five seconds.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zonecast::http
