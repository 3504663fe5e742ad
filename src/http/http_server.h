// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/1.1 and HTTPS server on Boost.Asio and Beast, kept inside this component. Knows no DNS.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"
#include "base/log.h"
#include "base/result.h"

namespace zonecast::http {

struct Request {
  std::string method;   // "GET"
  std::string target;   // as sent
  std::string path;     // without query, still percent-encoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded
  std::multimap<std::string, std::string, std::less<>> headers;  // names in lower case
  std::string body;     // whole, unless the route streams it
  base::SocketAddress peer;
  bool secure = false;

  std::string_view header(std::string_view lower_name) const;  // "" when absent
  std::optional<std::string> query_value(std::string_view name) const;
};

/// A body written piece by piece: returns false when done; appends to `out`. Called on the connection's
/// own thread as the client takes it.
using BodyProducer = std::function<bool(std::string& out)>;

struct Response {
  unsigned status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // Content-Length and Connection excepted
  std::string body;
  BodyProducer producer;  // set: sent chunked instead of `body`
};

/// Receives a streamed request body: write() per piece (returning false ends reading), then finish().
class BodyReceiver {
 public:
  virtual ~BodyReceiver() = default;
  virtual bool write(std::string_view piece) = 0;
  /// After the last piece, or after write() returned false. `complete` is false when the client went away.
  virtual Response finish(bool complete) = 0;
};

/// Called on a pool thread; may block.
using Handler = std::function<Response(const Request&)>;
/// Asked once the headers are read: a receiver for requests whose body is to be streamed, null for all
/// others.
using StreamHandler = std::function<std::unique_ptr<BodyReceiver>(const Request&)>;

struct TlsSettings {
  std::string certificate_file;  // PEM chain
  std::string key_file;          // PEM
};
struct HttpServerSettings {
  std::vector<base::SocketAddress> listen;      // plain
  std::vector<base::SocketAddress> listen_tls;
  std::optional<TlsSettings> tls;               // needed for listen_tls
  unsigned pool_threads = 8;
  std::size_t header_octets_max = 32 * 1024;
  std::size_t body_octets_max = 64u << 20;      // of a body that is not streamed: 413 beyond
  std::size_t connections_max = 8192;
  unsigned idle_timeout_s = 75;
  unsigned read_timeout_s = 30;                 // for headers, and between pieces of a body
};

class HttpServer {
 public:
  HttpServer(base::Log& log, HttpServerSettings settings, Handler handler, StreamHandler stream_handler);
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

/// Makes a self-signed certificate for localhost, its addresses and `names`, unless the files are there.
base::Result<void> ensure_self_signed(const TlsSettings& files, const std::vector<std::string>& names);

std::string percent_decode(std::string_view text);
std::string percent_encode(std::string_view text);

}  // namespace zonecast::http
