// SPDX-License-Identifier: GPL-3.0-or-later
// Blocking outside, coroutines inside: while a body goes up, the answer is already listened for, so
// that a server which refuses halfway is heard.
#include "http/http_client.h"

#include <fmt/format.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <charconv>
#include <variant>

#include "base/ip_address.h"
#include "http/asio_and_beast.h"

namespace zonecast::http {
namespace {

using asio::ip::tcp;
using std::chrono::seconds;
using PlainStream = beast::tcp_stream;  // with a timeout for each operation
using TlsStream = asio::ssl::stream<PlainStream>;

constexpr seconds connect_timeout{10};
constexpr seconds send_timeout{60};     // for each piece of a body
constexpr seconds answer_timeout{600};  // a large import takes its time
constexpr std::uint64_t response_octets_max = std::uint64_t{1} << 32;

struct Url {
  bool secure = false;
  std::string host;  // without brackets
  std::uint16_t port = 80;
  std::string authority;  // as in the Host header
  std::string prefix;     // of every path; no slash at its end
  std::string text;
};

base::Result<Url> parse_url(std::string_view text) {
  const auto bad = [text](const char* why) {
    return base::failure(fmt::format("URL {}: {}", text, why));
  };
  Url url;
  auto rest = text;
  if (rest.starts_with("https://")) {
    url.secure = true;
    url.port = 443;
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return bad("does not begin with http:// or https://");
  }
  if (rest.find_first_of("?#@ \r\n") != rest.npos)
    return bad("only scheme, host, port and path are known here");
  const auto slash = std::min(rest.find('/'), rest.size());
  url.authority = rest.substr(0, slash);
  url.prefix = rest.substr(slash);
  while (url.prefix.ends_with('/')) url.prefix.pop_back();

  std::string_view host = url.authority;
  std::string_view port;
  if (host.starts_with('[')) {
    const auto bracket = host.find(']');
    if (bracket == host.npos) return bad("a bracket is open");
    port = host.substr(bracket + 1);
    host = host.substr(1, bracket - 1);
    if (!port.empty() && port[0] != ':') return bad("no port after the address");
  } else if (const auto colon = host.find(':'); colon != host.npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  if (!port.empty()) {
    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size())
      return bad("the port is not a number");
  }
  if (host.empty()) return bad("no host");
  url.host = host;
  url.text = text;
  return url;
}

bool is_loopback(std::string_view host) {
  if (const auto address = base::IpAddress::parse(host)) return address->is_loopback();
  return host == "localhost" || host.ends_with(".localhost");
}

bool may_repeat(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
}

class Client final : public HttpClient {
 public:
  Client(Url url, bool insecure)
      : url_(std::move(url)), verify_(!insecure && !is_loopback(url_.host)) {
    error_code ignored;
    tls_.set_options(asio::ssl::context::default_workarounds, ignored);
    SSL_CTX_set_min_proto_version(tls_.native_handle(), TLS1_2_VERSION);
    if (verify_) tls_.set_default_verify_paths(ignored);
    tls_.set_verify_mode(verify_ ? asio::ssl::verify_peer : asio::ssl::verify_none, ignored);
  }

  base::Result<ClientResponse> request(std::string_view method, std::string_view path,
                                       const Headers& headers, std::string_view body) override {
    auto head = request_head(method, path, headers);
    if (!body.empty() || (method != "GET" && method != "HEAD" && method != "DELETE"))
      head += fmt::format("Content-Length: {}\r\n", body.size());
    head += "\r\n";
    const bool reused = is_reusable();
    auto response = exchange(method, head, body, nullptr);
    // The server may close an idle connection at the moment it is used again.
    if (!response && reused && !heard_ && may_repeat(method))
      response = exchange(method, head, body, nullptr);
    return response;
  }

  base::Result<ClientResponse> upload(std::string_view method, std::string_view path,
                                      const Headers& headers,
                                      const std::function<std::string()>& next) override {
    auto head = request_head(method, path, headers);
    head += "Transfer-Encoding: chunked\r\n\r\n";
    is_reusable();
    return exchange(method, head, {}, &next);
  }

 private:
  using Next = std::function<std::string()>;

  std::string request_head(std::string_view method, std::string_view path,
                           const Headers& headers) const {
    auto head =
        fmt::format("{} {}{}{} HTTP/1.1\r\nHost: {}\r\nUser-Agent: zonecast\r\nAccept: */*\r\n",
                    method, url_.prefix, path.starts_with('/') ? "" : "/", path, url_.authority);
    for (const auto& [name, value] : headers) head += fmt::format("{}: {}\r\n", name, value);
    return head;
  }

  PlainStream& lowest() {
    return tls_stream_ ? beast::get_lowest_layer(*tls_stream_) : *plain_stream_;
  }
  bool is_open() const { return tls_stream_ != nullptr || plain_stream_ != nullptr; }
  void disconnect() {
    tls_stream_.reset();
    plain_stream_.reset();
    buffer_.clear();
  }

  /// Lets go of a connection on which the server has said something, or goodbye, since.
  bool is_reusable() {
    if (!is_open()) return false;
    char octet = 0;
    const auto n = ::recv(lowest().socket().native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
    disconnect();
    return false;
  }

  base::Result<ClientResponse> exchange(std::string_view method, std::string_view head,
                                        std::string_view body, const Next* next) {
    base::Result<ClientResponse> outcome = base::failure("");
    heard_ = false;
    context_.restart();
    asio::co_spawn(context_, run(method, head, body, next),
                   [&outcome](const std::exception_ptr&, base::Result<ClientResponse> result) {
                     outcome = std::move(result);
                   });
    context_.run();
    if (!outcome) disconnect();
    return outcome;
  }

  asio::awaitable<base::Result<ClientResponse>> run(std::string_view method, std::string_view head,
                                                    std::string_view body, const Next* next) {
    if (!is_open()) {
      auto problem = co_await connect();
      if (!problem.empty())
        co_return base::failure(fmt::format("cannot connect to {}: {}", url_.text, problem));
    }
    if (tls_stream_) co_return co_await converse(*tls_stream_, method, head, body, next);
    co_return co_await converse(*plain_stream_, method, head, body, next);
  }

  /// The empty string, or what went wrong.
  asio::awaitable<std::string> connect() {
    error_code error;
    tcp::resolver resolver(context_);
    const auto endpoints = co_await resolver.async_resolve(
        url_.host, std::to_string(url_.port), asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return error.message();
    auto plain = std::make_unique<PlainStream>(context_);
    plain->expires_after(connect_timeout);
    co_await plain->async_connect(endpoints, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return error.message();
    plain->socket().set_option(tcp::no_delay(true), error);
    if (!url_.secure) {
      plain_stream_ = std::move(plain);
      co_return std::string();
    }
    auto secure = std::make_unique<TlsStream>(std::move(*plain), tls_);
    if (!base::IpAddress::parse(url_.host))
      SSL_set_tlsext_host_name(secure->native_handle(), url_.host.c_str());
    if (verify_) secure->set_verify_callback(asio::ssl::host_name_verification(url_.host), error);
    co_await secure->async_handshake(asio::ssl::stream_base::client,
                                     asio::redirect_error(asio::use_awaitable, error));
    if (error) {
      const long verdict = SSL_get_verify_result(secure->native_handle());
      co_return verdict == X509_V_OK || !verify_ ? error.message()
                                                 : X509_verify_cert_error_string(verdict);
    }
    tls_stream_ = std::move(secure);
    co_return std::string();
  }

  /// What the coroutines of one exchange share.
  struct Progress {
    explicit Progress(asio::io_context& context) : deadline(context), answered(context) {
      answered.expires_at(std::chrono::steady_clock::time_point::max());
    }
    asio::steady_timer deadline;
    asio::steady_timer answered;  // cancelled when the reader is done
    bool reader_done = false;
    bool timed_out = false;
    error_code error;
    bool keep_alive = false;
    ClientResponse response;
  };

  template <typename Stream>
  asio::awaitable<base::Result<ClientResponse>> converse(Stream& stream, std::string_view method,
                                                         std::string_view head,
                                                         std::string_view body, const Next* next) {
    Progress progress(context_);
    lowest().expires_never();
    asio::co_spawn(context_, read(stream, method == "HEAD", progress), asio::detached);
    watch(progress, send_timeout);
    error_code error;
    const std::array<asio::const_buffer, 2> first = {asio::buffer(head.data(), head.size()),
                                                     asio::buffer(body.data(), body.size())};
    co_await asio::async_write(stream, first, asio::redirect_error(asio::use_awaitable, error));
    bool sent = next == nullptr;
    while (!error && !sent && !progress.reader_done) {
      const auto piece = (*next)();
      sent = piece.empty();
      const auto chunk =
          sent ? std::string("0\r\n\r\n") : fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
      watch(progress, send_timeout);
      co_await asio::async_write(stream, asio::buffer(chunk),
                                 asio::redirect_error(asio::use_awaitable, error));
    }
    watch(progress, error ? connect_timeout : answer_timeout);
    if (!progress.reader_done) {
      error_code woken;
      co_await progress.answered.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    progress.deadline.cancel();
    if (progress.error) {
      const auto reason = progress.timed_out ? std::string("timed out")
                          : error            ? error.message()
                                             : progress.error.message();
      co_return base::failure(fmt::format("no answer from {}: {}", url_.text, reason));
    }
    if (!sent || error || !progress.keep_alive) disconnect();
    co_return std::move(progress.response);
  }

  template <typename Stream>
  asio::awaitable<void> read(Stream& stream, bool head_only, Progress& progress) {
    for (unsigned status = 100;
         status / 100 == 1 && !progress.error;) {  // 1xx goes before the answer
      wire::response_parser<wire::string_body> parser;
      parser.header_limit(64 * 1024);
      parser.body_limit(response_octets_max);
      parser.skip(head_only);
      co_await wire::async_read_header(stream, buffer_, parser,
                                       asio::redirect_error(asio::use_awaitable, progress.error));
      if (progress.error) break;
      heard_ = true;
      status = parser.get().result_int();
      if (status / 100 == 1) continue;
      co_await wire::async_read(stream, buffer_, parser,
                                asio::redirect_error(asio::use_awaitable, progress.error));
      progress.keep_alive = parser.keep_alive();
      auto message = parser.release();
      progress.response.status = status;
      for (const auto& field : message)
        progress.response.headers.emplace_back(std::string(field.name_string()),
                                               std::string(field.value()));
      progress.response.body = std::move(message.body());
    }
    progress.reader_done = true;
    progress.answered.cancel();
  }

  /// Ends the conversation when nothing has moved for so long.
  void watch(Progress& progress, seconds patience) {
    progress.deadline.expires_after(patience);
    progress.deadline.async_wait([this, &progress](error_code error) {
      if (error == asio::error::operation_aborted) return;
      progress.timed_out = true;
      lowest().close();
    });
  }

  Url url_;
  bool verify_;
  bool heard_ = false;  // the server has begun to answer
  asio::io_context context_{1};
  asio::ssl::context tls_{asio::ssl::context::tls_client};
  std::unique_ptr<PlainStream> plain_stream_;
  std::unique_ptr<TlsStream> tls_stream_;
  beast::flat_buffer buffer_;
};

}  // namespace

base::Result<std::unique_ptr<HttpClient>> HttpClient::create(std::string_view url, bool insecure) {
  auto parsed = parse_url(url);
  if (!parsed) return std::unexpected(parsed.error());
  return std::make_unique<Client>(std::move(*parsed), insecure);
}

}  // namespace zonecast::http
