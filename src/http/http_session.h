// SPDX-License-Identifier: GPL-3.0-or-later
// One connection, as one coroutine on the thread of its loop: read a request, let the pool answer
// it, write the answer, and again. Requests that a client pipelines wait in the buffer.
//
// No timer belongs to a connection: it notes until when it waits for its client, and the loop looks
// at all of them now and then. A timer would be set and cleared three times for each request.
#pragma once

#include <atomic>
#include <ctime>
#include <span>

#include "http/asio_and_beast.h"
#include "http/http_server.h"
#include "http/job_pool.h"

namespace zonecast::http {

/// What all sessions share.
struct Service {
  base::Log& log;
  const HttpServerSettings& settings;
  const Handler& handler;
  const StreamHandler& stream_handler;
  JobPool& pool;
  const std::atomic<bool>& stopping;
};

/// What a loop does to its sessions from outside; on its thread.
class LoopedSession {
 public:
  using Time = std::chrono::steady_clock::time_point;
  virtual ~LoopedSession() = default;
  /// A server that stops ends the connections on which nothing goes on.
  virtual void stop_if_idle() = 0;
  /// Ends the connection when its client has been waited for too long.
  virtual void close_if_late(Time now) = 0;
};

Response refusal(unsigned status, std::string_view message);
/// What a client is told when its bytes were no request.
Response refusal_of(error_code error);
/// The client broke the protocol; any other error means that it went away or took too long.
bool is_protocol_error(error_code error);
/// Why a request whose headers are well formed is refused all the same; nothing when it is fine.
std::optional<Response> refuse_headers(const wire::request_header<>& header, bool chunked);
Request make_request(const wire::request_header<>& header, base::SocketAddress peer, bool secure);
/// Status line and header fields, with the empty line.
std::string response_head(const Response& response, unsigned version, bool keep_alive,
                          bool chunked);
Response call_handler(const Service& service, const Request& request);

/// Runs `job` on the pool and comes back to the thread of the coroutine. `job` must not throw.
template <typename Job>
auto in_pool(JobPool& pool, Job job) -> asio::awaitable<std::invoke_result_t<Job>> {
  using Outcome = std::invoke_result_t<Job>;
  const auto executor = co_await asio::this_coro::executor;
  auto initiate = [&pool, &job, executor](auto completion) {
    pool.post([&job, executor, completion = std::move(completion)]() mutable {
      auto outcome = std::make_unique<Outcome>(job());
      asio::post(executor,
                 [completion = std::move(completion), outcome = std::move(outcome)]() mutable {
                   completion(std::move(*outcome));
                 });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Outcome)>(
      std::move(initiate), asio::use_awaitable);
}

template <typename Stream>
class Session final : public LoopedSession {
 public:
  Session(const Service& service, Stream stream, base::SocketAddress peer)
      : service_(service),
        stream_(std::move(stream)),
        peer_(peer),
        buffer_(service.settings.header_octets_max + 2 * piece_octets) {}

  asio::awaitable<void> run() {
    const bool opened = co_await open();
    if (opened) {
      auto next = Next::request;
      while (next == Next::request) {
        const bool arrived = co_await await_request();
        next = Next::close;
        if (arrived) next = co_await serve();
      }
      if (next == Next::drain) co_await drain();
    }
    co_await close();
  }

  void stop_if_idle() override {
    if (idle_) close_socket();
  }
  void close_if_late(Time now) override {
    if (now >= deadline_) close_socket();
  }

 private:
  static constexpr bool is_tls = !std::is_same_v<Stream, Socket>;
  static constexpr auto never = Time::max();
  static constexpr std::size_t piece_octets = 64 * 1024;
  static constexpr std::size_t read_octets = 4096;
  static constexpr std::size_t drain_octets_max = std::size_t{256} << 20;
  enum class Next { request, drain, close };
  using Parser = wire::request_parser<wire::buffer_body>;

  Socket& socket() { return beast::get_lowest_layer(stream_); }
  /// The client has so long for what it is waited for next.
  void allow(unsigned seconds) {
    deadline_ = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  }
  auto token(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }
  void close_socket() {
    error_code error;
    socket().close(error);
  }
  /// As in_pool(); the client is not waited for meanwhile.
  template <typename Job>
  auto in_pool(Job job) {
    deadline_ = never;
    return http::in_pool(service_.pool, std::move(job));
  }

  asio::awaitable<bool> open() {
    if constexpr (is_tls) {
      error_code error;
      allow(service_.settings.read_timeout_s);
      co_await stream_.async_handshake(asio::ssl::stream_base::server, token(error));
      if (error) {
        service_.log.debug("tls handshake failed",
                           {{"peer", peer_.to_text()}, {"reason", error.message()}});
        co_return false;
      }
    }
    co_return true;
  }

  /// Waits, as long as an idle connection may, for the first octet of a request.
  asio::awaitable<bool> await_request() {
    for (;;) {
      // An empty line before a request is passed over (RFC 9112 section 2.2).
      skip_empty_lines();
      if (service_.stopping) co_return false;
      if (buffer_.size() > 0) co_return true;
      buffer_.shrink_to_fit();
      error_code error;
      allow(service_.settings.idle_timeout_s);
      idle_ = true;
      const auto size =
          co_await stream_.async_read_some(buffer_.prepare(read_octets), token(error));
      idle_ = false;
      if (error) co_return false;
      buffer_.commit(size);
    }
  }

  void skip_empty_lines() {
    const auto* octets = static_cast<const char*>(buffer_.data().data());
    std::size_t size = 0;
    while (size < buffer_.size() && (octets[size] == '\r' || octets[size] == '\n')) ++size;
    buffer_.consume(size);
  }

  asio::awaitable<Next> serve() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(service_.settings.header_octets_max));
    parser.body_limit(boost::none);  // counted here, by kind of route
    error_code error;
    allow(service_.settings.read_timeout_s);
    parser.eager(false);
    co_await parse(parser, [&parser] { return parser.is_header_done(); }, error);
    if (error) {
      if (!is_protocol_error(error)) co_return Next::close;
      co_return co_await refuse(refusal_of(error));
    }
    const auto& header = parser.get();
    if (auto refused = refuse_headers(header, parser.chunked()))
      co_return co_await refuse(*refused);
    head_only_ = header.method() == wire::verb::head;
    version_ = header.version();
    expects_continue_ = version_ >= 11 &&
                        beast::iequals(header[wire::field::expect], "100-continue") &&
                        !parser.is_done();

    Request request = make_request(header, peer_, is_tls);
    const bool may_stream = header.method() != wire::verb::get && !head_only_ &&
                            header.method() != wire::verb::options && service_.stream_handler;
    const auto length = parser.content_length();
    const bool is_here = length && *length <= std::min(buffer_.size(), piece_octets);
    std::unique_ptr<BodyReceiver> receiver;
    if (may_stream && !is_here) {
      auto ask = [this, &request] { return open_receiver(request); };
      receiver = co_await in_pool(ask);
    }
    Response response;
    if (receiver) {
      response = co_await receive(parser, *receiver, error);
    } else {
      response = co_await answer(parser, request, may_stream && is_here, error);
    }
    receiver.reset();
    if (error && !is_protocol_error(error)) co_return Next::close;
    co_return co_await respond(std::move(response), parser.is_done() && parser.keep_alive(),
                               parser.is_done() ? Next::close : Next::drain);
  }

  std::unique_ptr<BodyReceiver> open_receiver(const Request& request) {
    try {
      return service_.stream_handler(request);
    } catch (const std::exception& thrown) {
      service_.log.error("http handler failed",
                         {{"target", request.target}, {"what", thrown.what()}});
    }
    return nullptr;  // the handler is asked then, and says what it thinks
  }

  /// The whole body into the request, then the handler. A small body that came with its headers is
  /// worth no visit to the pool of its own, so with `may_stream` the receiver is asked for only
  /// then.
  asio::awaitable<Response> answer(Parser& parser, Request& request, bool may_stream,
                                   error_code& error) {
    const auto octets_max = service_.settings.body_octets_max;
    if (const auto length = parser.content_length(); length && *length > octets_max)
      co_return refusal(413, "request body too large");
    while (!parser.is_done()) {
      const auto size = request.body.size();
      request.body.resize(size + piece_octets);
      const auto read = co_await read_piece(parser, std::span(request.body).subspan(size), error);
      request.body.resize(size + read);
      if (error) co_return refusal_of(error);
      if (request.body.size() > octets_max) co_return refusal(413, "request body too large");
    }
    auto job = [this, &request, may_stream] {
      if (!may_stream) return call_handler(service_, request);
      auto body = std::exchange(request.body, {});
      const auto receiver = open_receiver(request);
      if (receiver) {
        if (!body.empty()) write_to(*receiver, body);
        return finish_receiver(*receiver, true);
      }
      request.body = std::move(body);
      return call_handler(service_, request);
    };
    co_return co_await in_pool(job);
  }

  asio::awaitable<Response> receive(Parser& parser, BodyReceiver& receiver, error_code& error) {
    bool wanted = true;
    std::string piece(piece_octets, '\0');
    while (wanted && !parser.is_done() && !error) {
      const auto size = co_await read_piece(parser, piece, error);
      if (size == 0) continue;
      auto give = [&] { return write_to(receiver, std::string_view(piece).substr(0, size)); };
      wanted = co_await in_pool(give);
    }
    auto finish = [&] { return finish_receiver(receiver, parser.is_done() || !wanted); };
    auto response = co_await in_pool(finish);
    if (error) response = refusal_of(error);
    co_return response;
  }

  bool write_to(BodyReceiver& receiver, std::string_view piece) {
    try {
      return receiver.write(piece);
    } catch (const std::exception& thrown) {
      service_.log.error("http body receiver failed", {{"what", thrown.what()}});
    }
    return false;
  }
  Response finish_receiver(BodyReceiver& receiver, bool complete) {
    try {
      return receiver.finish(complete);
    } catch (const std::exception& thrown) {
      service_.log.error("http body receiver failed", {{"what", thrown.what()}});
    }
    return refusal(500, "internal error");
  }

  /// Fills `out`, or less at the end of the body. All of it must come within the read timeout: a
  /// client that sends an octet now and then is not waited for.
  asio::awaitable<std::size_t> read_piece(Parser& parser, std::span<char> out, error_code& error) {
    if (expects_continue_) {
      expects_continue_ = false;
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      if (buffer_.size() == 0) {
        allow(service_.settings.read_timeout_s);
        co_await asio::async_write(stream_, asio::buffer(go_on), token(error));
        if (error) co_return 0;
      }
    }
    parser.get().body().data = out.data();
    parser.get().body().size = out.size();
    allow(service_.settings.read_timeout_s);
    parser.eager(true);
    co_await parse(parser, [&parser] { return parser.is_done(); }, error);
    if (error == wire::error::need_buffer) error = {};
    co_return out.size() - parser.get().body().size;
  }

  /// Hands the parser what has come, and reads on until `enough`. Most requests are in the buffer
  /// as a whole and take no turn of the loop.
  template <typename Enough>
  asio::awaitable<void> parse(Parser& parser, Enough enough, error_code& error) {
    while (!enough()) {
      if (buffer_.size() > 0) {
        const auto used = parser.put(buffer_.data(), error);
        buffer_.consume(used);
        if (error != wire::error::need_more) {
          if (error) co_return;
          continue;
        }
        error = {};
      }
      const auto room = std::min(read_octets, buffer_.max_size() - buffer_.size());
      if (room == 0) {
        error = wire::error::buffer_overflow;
        co_return;
      }
      const auto size = co_await stream_.async_read_some(buffer_.prepare(room), token(error));
      buffer_.commit(size);
      if (error == asio::error::eof) {
        error = {};
        if (parser.got_some()) parser.put_eof(error);
        if (!error && !enough()) error = wire::error::end_of_stream;
      }
      if (error) co_return;
    }
  }

  /// Answers what is no request that could be handled; where its end lies is not known.
  asio::awaitable<Next> refuse(Response response) {
    head_only_ = false;
    version_ = 11;
    co_return co_await respond(std::move(response), false, Next::drain);
  }

  asio::awaitable<Next> respond(Response response, bool keep_alive, Next otherwise) {
    keep_alive = keep_alive && !service_.stopping;
    const bool has_body = !head_only_ && response.status != 204 && response.status != 304;
    const bool streams = response.producer != nullptr;
    const bool chunked = streams && version_ >= 11;
    if (streams && !chunked) keep_alive = false;  // only the end of the connection ends the body
    bool written = false;
    const auto head = response_head(response, version_, keep_alive, chunked);
    if (!has_body) {
      written = co_await write(head, {}, {});
    } else if (streams) {
      written = co_await write(head, {}, {});
      if (written) written = co_await write_produced(response.producer, chunked);
    } else {
      written = co_await write_body(head, response.body);
    }
    if (!written) {
      shut_down_ = true;
      co_return Next::close;
    }
    co_return keep_alive ? Next::request : otherwise;
  }

  asio::awaitable<bool> write(std::string_view a, std::string_view b, std::string_view c) {
    const std::array<asio::const_buffer, 3> pieces = {asio::buffer(a.data(), a.size()),
                                                      asio::buffer(b.data(), b.size()),
                                                      asio::buffer(c.data(), c.size())};
    error_code error;
    allow(service_.settings.read_timeout_s);
    co_await asio::async_write(stream_, pieces, token(error));
    co_return !error;
  }

  asio::awaitable<bool> write_body(std::string_view head, std::string_view body) {
    do {
      const auto piece = body.substr(0, 4 * piece_octets);
      const bool written = co_await write(head, piece, {});
      if (!written) co_return false;
      head = {};
      body.remove_prefix(piece.size());
    } while (!body.empty());
    co_return true;
  }

  asio::awaitable<bool> write_produced(BodyProducer& producer, bool chunked) {
    enum class Outcome { more, done, failed };
    std::string piece;
    for (auto outcome = Outcome::more; outcome == Outcome::more;) {
      piece.clear();
      auto produce = [this, &producer, &piece] {
        try {
          bool more = true;
          while (more && piece.size() < piece_octets) {
            const auto before = piece.size();
            more = producer(piece);
            if (piece.size() == before) break;  // nothing at hand: send what there is
          }
          return more ? Outcome::more : Outcome::done;
        } catch (const std::exception& thrown) {
          service_.log.error("http body producer failed", {{"what", thrown.what()}});
          return Outcome::failed;
        }
      };
      outcome = co_await in_pool(produce);
      if (outcome == Outcome::failed)
        co_return false;  // without its end the body is seen to be cut
      if (!piece.empty()) {
        char size[32];
        const int digits = std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
        const std::string_view prefix(size, chunked ? static_cast<std::size_t>(digits) : 0);
        const std::string_view suffix = chunked ? "\r\n" : "";
        const bool written = co_await write(prefix, piece, suffix);
        if (!written) co_return false;
      }
    }
    if (!chunked) co_return true;
    co_return co_await write("0\r\n\r\n", {}, {});
  }

  /// The client may still be sending what nobody wants. Closing at once would reset the connection
  /// and take our answer with it, so its octets are read away for a while (RFC 9112 section 9.6).
  asio::awaitable<void> drain() {
    error_code error;
    socket().shutdown(Socket::shutdown_send, error);
    std::vector<char> sink(piece_octets);
    allow(5);
    for (std::size_t total = 0; !error && total < drain_octets_max;)
      total += co_await socket().async_read_some(asio::buffer(sink), token(error));
    shut_down_ = true;
  }

  asio::awaitable<void> close() {
    if (!shut_down_) {
      error_code error;
      if constexpr (is_tls) {
        allow(2);
        co_await stream_.async_shutdown(token(error));
      }
      socket().shutdown(Socket::shutdown_both, error);
    }
    close_socket();
  }

  const Service& service_;
  Stream stream_;
  base::SocketAddress peer_;
  beast::flat_buffer buffer_;
  Time deadline_ = never;  // until then its client is waited for
  bool idle_ = false;
  bool shut_down_ = false;  // there is nothing more to say
  bool head_only_ = false;
  bool expects_continue_ = false;
  unsigned version_ = 11;
};

}  // namespace zonecast::http
