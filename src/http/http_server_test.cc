// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "base/file_descriptor.h"
#include "http/http_client.h"

namespace zonecast::http {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A client that says just what the test wants said.
class RawClient {
 public:
  explicit RawClient(const base::SocketAddress& server)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_storage native{};
    const auto size = server.to_native(native);
    EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&native), size), 0);
  }
  void send(std::string_view text) {
    EXPECT_EQ(::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }
  /// Until the text has come, or the connection ends.
  std::string read_until(std::string_view text) {
    while (received_.find(text) == std::string::npos && read_some()) {
    }
    return received_;
  }
  std::string read_all() {
    while (read_some()) {
    }
    return received_;
  }
  bool is_reset() const { return reset_; }
  int fd() const { return socket_.get(); }

 private:
  bool read_some() {
    pollfd ready{socket_.get(), POLLIN, 0};
    if (::poll(&ready, 1, 10'000) <= 0) {
      ADD_FAILURE() << "nothing came for ten seconds";
      return false;
    }
    char octets[65536];
    const auto n = ::recv(socket_.get(), octets, sizeof octets, 0);
    reset_ = reset_ || n < 0;
    if (n <= 0) return false;
    received_.append(octets, static_cast<std::size_t>(n));
    return true;
  }
  base::FileDescriptor socket_;
  std::string received_;
  bool reset_ = false;
};

/// Counts a streamed body; refuses at a limit.
class Counter final : public BodyReceiver {
 public:
  explicit Counter(std::size_t limit) : limit_(limit) {}
  bool write(std::string_view piece) override {
    size_ += piece.size();
    return size_ <= limit_;
  }
  Response finish(bool complete) override {
    Response response;
    if (size_ > limit_) {
      response.status = 400;
      response.body = "too much";
    } else {
      response.body = std::to_string(size_) + (complete ? " complete" : " cut");
    }
    return response;
  }

 private:
  std::size_t limit_;
  std::size_t size_ = 0;
};

class HttpServerTest : public testing::Test {
 protected:
  void SetUp() override {
    settings.listen = {*base::SocketAddress::parse("127.0.0.1:0")};
    settings.pool_threads_max = 4;
  }
  void start() {
    server = std::make_unique<HttpServer>(
        log, settings, [this](const Request& request) { return answer(request); },
        [](const Request& request) -> std::unique_ptr<BodyReceiver> {
          if (request.path != "/stream") return nullptr;
          const auto limit = request.query_value("limit");
          return std::make_unique<Counter>(limit ? std::stoul(*limit) : ~std::size_t{0});
        });
    const auto started = server->start();
    ASSERT_TRUE(started) << started.error().message;
  }

  Response answer(const Request& request) {
    Response response;
    if (request.path == "/throw") throw std::runtime_error("on purpose");
    if (request.path == "/big") {
      response.body.assign(20'000'000, 'b');
    } else if (request.path == "/produced") {
      response.producer = [n = 0](std::string& out) mutable {
        out.append(100'000, static_cast<char>('a' + n));
        return ++n < 20;
      };
    } else if (request.path == "/endless") {
      response.producer = [this, last = std::shared_ptr<void>(nullptr, [this](void*) {
                                   let_go.set_value();
                                 })](std::string& out) {
        out.append(100'000, 'e');
        produced += 100'000;
        return true;
      };
    } else if (request.path == "/broken") {
      response.producer = [](std::string& out) -> bool {
        out += "some";
        throw std::runtime_error("on purpose");
      };
    } else if (request.path == "/wait") {
      std::unique_lock lock(mutex);
      ++waiting;
      changed.notify_all();
      changed.wait(lock, [this] { return released; });
      response.body = "waited";
    } else {
      response.headers.emplace_back("Content-Type", "text/plain");
      response.body = request.method + " " + request.path + " " + request.body + " " +
                      request.peer.address.to_text();
    }
    return response;
  }

  base::SocketAddress address() const { return server->addresses().at(0); }
  std::unique_ptr<HttpClient> client() const {
    return std::move(*HttpClient::create("http://" + address().to_text()));
  }
  /// Says one thing, hangs up its sending side, and gives back all that came.
  std::string say(std::string_view text) {
    RawClient raw(address());
    raw.send(text);
    ::shutdown(raw.fd(), SHUT_WR);
    return raw.read_all();
  }

  base::Log log{base::LogLevel::off};
  HttpServerSettings settings;
  std::mutex mutex;
  std::condition_variable changed;
  int waiting = 0;
  bool released = false;
  std::atomic<std::size_t> produced = 0;
  std::promise<void> let_go;           // of the endless producer
  std::unique_ptr<HttpServer> server;  // last: its handlers use all of the above
};

TEST_F(HttpServerTest, answers_with_length_type_and_date) {
  start();
  EXPECT_THAT(
      say("GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n"),
      AllOf(StartsWith("HTTP/1.1 200 OK\r\nDate: "), HasSubstr("\r\nContent-Length: 17\r\n"),
            HasSubstr("\r\nContent-Type: text/plain\r\n"), EndsWith("\r\n\r\nGET /a  127.0.0.1")));
}

TEST_F(HttpServerTest, keeps_the_connection_for_the_next_request) {
  start();
  const auto http = client();
  for (int n = 0; n < 50; ++n) {
    const auto response = http->request("POST", "/" + std::to_string(n), {}, "body");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "POST /" + std::to_string(n) + " body 127.0.0.1");
  }
}

TEST_F(HttpServerTest, answers_pipelined_requests_in_order) {
  start();
  std::string requests;
  for (int n = 0; n < 100; ++n) {
    requests +=
        "POST /" + std::to_string(n) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc\r\n";
  }
  const auto answers = say(requests);
  std::size_t at = 0;
  for (int n = 0; n < 100; ++n) {
    at = answers.find("POST /" + std::to_string(n) + " abc", at);
    ASSERT_NE(at, std::string::npos) << n;
  }
}

TEST_F(HttpServerTest, gives_a_client_that_stopped_sending_its_answer) {
  start();
  RawClient raw(address());
  raw.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  ::shutdown(raw.fd(), SHUT_WR);
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return waiting == 1; });
    released = true;
    changed.notify_all();
  }
  EXPECT_THAT(raw.read_all(), EndsWith("waited"));
}

TEST_F(HttpServerTest, answers_head_as_get_without_the_body) {
  start();
  EXPECT_THAT(say("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n"),
              AllOf(HasSubstr("Content-Length: 17\r\n"), EndsWith("\r\n\r\n")));
  EXPECT_THAT(say("HEAD /produced HTTP/1.1\r\nHost: a\r\n\r\n"), EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, closes_after_http_1_0_unless_asked_to_stay) {
  start();
  RawClient one(address());
  one.send("GET /a HTTP/1.0\r\n\r\n");
  EXPECT_THAT(one.read_all(), HasSubstr("Connection: close\r\n"));
  RawClient two(address());
  two.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  two.read_until("127.0.0.1");
  two.send("GET /b HTTP/1.0\r\n\r\n");
  EXPECT_THAT(two.read_all(), HasSubstr("GET /b"));
  RawClient three(address());
  three.send("GET /produced HTTP/1.0\r\n\r\n");
  const auto unchunked = three.read_all();
  EXPECT_TRUE(unchunked.ends_with("ttt"));
  EXPECT_EQ(unchunked.find("chunked"), std::string::npos);
}

TEST_F(HttpServerTest, closes_when_the_client_asks_for_it) {
  start();
  RawClient raw(address());
  raw.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(raw.read_all(), HasSubstr("Connection: close\r\n"));
}

TEST_F(HttpServerTest, reads_chunked_bodies) {
  start();
  EXPECT_THAT(say("PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3\r\nabc\r\n4;name=value\r\ndefg\r\n0\r\nTrailer: ignored\r\n\r\n"
                  "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"),
              AllOf(HasSubstr("PUT /x abcdefg"), HasSubstr("GET /next")));
}

TEST_F(HttpServerTest, invites_the_body_of_a_client_that_waits_to_be_asked) {
  start();
  RawClient raw(address());
  raw.send("PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(raw.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  raw.send("body");
  EXPECT_THAT(raw.read_until("body"), HasSubstr("HTTP/1.1 200 OK"));
}

TEST_F(HttpServerTest, does_not_invite_a_body_that_it_will_refuse) {
  settings.body_octets_max = 1000;
  start();
  RawClient raw(address());
  raw.send("PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
  EXPECT_THAT(raw.read_all(), AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("Connection: close")));
}

TEST_F(HttpServerTest, refuses_what_two_readers_could_read_differently) {
  start();
  const std::string both =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string both_turned =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n";
  const std::string rest = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::vector<std::string> requests = {
      both + rest,
      both_turned + rest,
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n" + rest,
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n" + rest,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
      "chunked\r\n\r\n" +
          rest,
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + rest,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n" + rest,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + rest,
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "\x16\x03\x01 a TLS client",
  };
  for (const auto& request : requests) {
    EXPECT_THAT(say(request), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("Connection: close"),
                                    HasSubstr("application/json"), HasSubstr("{\"message\":\""),
                                    Not(HasSubstr("smuggled"))))
        << request;
  }
  EXPECT_THAT(say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n" + rest),
              StartsWith("HTTP/1.1 501 "));
  EXPECT_THAT(say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n" + rest),
              StartsWith("HTTP/1.1 501 "));
  EXPECT_THAT(say("GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n"),
              StartsWith("HTTP/1.1 417 "));
  EXPECT_THAT(say("GET / HTTP/1.1\nHost: a\n\n"), StartsWith("HTTP/1.1 505 "))
      << "a line ends with CR LF";
  EXPECT_THAT(say("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 505 "));
}

TEST_F(HttpServerTest, limits_headers) {
  settings.header_octets_max = 4096;
  start();
  const auto fits = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(3900, 'x') + "\r\n\r\n";
  EXPECT_THAT(say(fits), StartsWith("HTTP/1.1 200 "));
  const auto large = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1'000'000, 'x') + "\r\n\r\n";
  EXPECT_THAT(say(large), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, limits_bodies_whether_their_length_is_told_or_not) {
  settings.body_octets_max = 100'000;
  start();
  const auto http = client();
  EXPECT_EQ(http->request("POST", "/", {}, std::string(100'000, 'x'))->status, 200U);
  EXPECT_EQ(http->request("POST", "/", {}, std::string(100'001, 'x'))->status, 413U);
  int pieces = 0;
  const auto response = http->upload("POST", "/", {}, [&pieces] {
    return ++pieces < 1000 ? std::string(60'000, 'x') : std::string();
  });
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 413U);
  EXPECT_EQ(http->request("GET", "/after", {}, {})->status, 200U) << "on a new connection";
}

TEST_F(HttpServerTest, streams_a_body_of_any_size_to_its_receiver) {
  settings.body_octets_max = 1000;
  start();
  const auto http = client();
  int pieces = 0;
  const auto response = http->upload("PUT", "/stream", {}, [&pieces] {
    return ++pieces <= 100 ? std::string(500'000, 'x') : std::string();
  });
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "50000000 complete");
  EXPECT_EQ(http->request("PUT", "/stream", {}, std::string(200'000, 'x'))->body,
            "200000 complete");
  EXPECT_EQ(http->request("PUT", "/stream", {}, "")->body, "0 complete");
}

TEST_F(HttpServerTest, lets_a_receiver_end_the_reading_and_its_answer_arrives) {
  start();
  const auto http = client();
  int pieces = 0;
  const auto response = http->upload("PUT", "/stream?limit=1000000", {}, [&pieces] {
    return ++pieces < 2000 ? std::string(100'000, 'x') : std::string();
  });
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 400U);
  EXPECT_EQ(response->body, "too much");
  EXPECT_LT(pieces, 2000) << "the client heard of it in the middle";
}

TEST_F(HttpServerTest, answers_before_it_hangs_up_on_a_client_that_sends_without_listening) {
  start();
  RawClient raw(address());
  raw.send("PUT /stream?limit=10 HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n");
  raw.send(std::string(3'000'000, 'x'));
  EXPECT_THAT(raw.read_all(), AllOf(HasSubstr("Connection: close"), EndsWith("too much")));
  EXPECT_FALSE(raw.is_reset());
}

TEST_F(HttpServerTest, tells_the_receiver_when_the_client_went_away) {
  struct Witness final : BodyReceiver {
    explicit Witness(std::promise<bool>& p) : promise(p) {}
    bool write(std::string_view) override { return true; }
    Response finish(bool complete) override {
      promise.set_value(complete);
      return {};
    }
    std::promise<bool>& promise;
  };
  std::promise<bool> complete;
  server = std::make_unique<HttpServer>(
      log, settings, [](const Request&) { return Response(); },
      [&complete](const Request&) { return std::make_unique<Witness>(complete); });
  ASSERT_TRUE(server->start());
  {
    RawClient raw(address());
    raw.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nsome");
  }
  EXPECT_FALSE(complete.get_future().get());
  server.reset();
}

TEST_F(HttpServerTest, sends_a_produced_body_in_chunks) {
  start();
  const auto http = client();
  const auto response = http->request("GET", "/produced", {}, {});
  ASSERT_TRUE(response) << response.error().message;
  ASSERT_EQ(response->body.size(), 2'000'000U);
  for (std::size_t n = 0; n < 20; ++n)
    EXPECT_EQ(response->body[n * 100'000], static_cast<char>('a' + n));
  EXPECT_EQ(http->request("GET", "/big", {}, {})->body.size(), 20'000'000U);
}

TEST_F(HttpServerTest, does_not_produce_what_a_slow_client_has_not_taken) {
  settings.read_timeout_s = 1;
  start();
  RawClient raw(address());
  raw.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  raw.read_until("eee");
  // Nothing more is read. The server gives up writing in its time.
  EXPECT_EQ(let_go.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_LT(produced, 50'000'000U);
}

TEST_F(HttpServerTest, shows_that_a_produced_body_was_cut) {
  start();
  EXPECT_FALSE(client()->request("GET", "/broken", {}, {}));
}

TEST_F(HttpServerTest, answers_500_when_a_handler_throws) {
  start();
  const auto response = client()->request("GET", "/throw", {}, {});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 500U);
  EXPECT_EQ(response->body, R"({"message":"internal error"})");
}

TEST_F(HttpServerTest, does_not_wait_for_a_client_that_sends_its_header_by_the_drop) {
  settings.read_timeout_s = 1;
  start();
  RawClient slow(address());
  slow.send("GET /a HTTP/1.1\r\n");
  std::atomic<bool> ended = false;
  std::thread dripping([&] {
    while (!ended && ::send(slow.fd(), "X: y\r\n", 6, MSG_NOSIGNAL) > 0) {
      pollfd quiet{slow.fd(), POLLRDHUP, 0};
      if (::poll(&quiet, 1, 100) > 0) break;
    }
  });
  EXPECT_EQ(slow.read_all(), "");
  ended = true;
  dripping.join();
}

TEST_F(HttpServerTest, does_not_wait_for_a_client_that_sends_its_body_by_the_drop) {
  settings.read_timeout_s = 1;
  start();
  RawClient slow(address());
  slow.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  std::atomic<bool> ended = false;
  std::thread dripping([&] {
    while (!ended && ::send(slow.fd(), "x", 1, MSG_NOSIGNAL) > 0) {
      pollfd quiet{slow.fd(), POLLRDHUP, 0};
      if (::poll(&quiet, 1, 100) > 0) break;
    }
  });
  EXPECT_EQ(slow.read_all(), "");
  ended = true;
  dripping.join();
}

TEST_F(HttpServerTest, closes_idle_connections) {
  settings.idle_timeout_s = 1;
  start();
  RawClient raw(address());
  raw.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(raw.read_all(), HasSubstr("GET /a"));
  EXPECT_FALSE(raw.is_reset());
}

TEST_F(HttpServerTest, serves_many_connections_at_once_and_turns_more_away) {
  settings.connections_max = 300;
  start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int n = 0; n < 300; ++n) clients.push_back(std::make_unique<RawClient>(address()));
  for (const auto& raw : clients) raw->send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  for (const auto& raw : clients)
    EXPECT_THAT(raw->read_until("127.0.0.1"), StartsWith("HTTP/1.1 200 OK"));
  RawClient one_more(address());
  EXPECT_THAT(one_more.read_all(),
              AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("too many connections")));
  clients.clear();
  // Each is free again as soon as its end was seen.
  for (;;) {
    RawClient again(address());
    again.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    if (again.read_until("\r\n\r\n").starts_with("HTTP/1.1 200 OK")) break;
  }
}

TEST_F(HttpServerTest, lets_running_requests_end_when_it_stops) {
  start();
  RawClient busy(address());
  RawClient idle(address());
  busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return waiting == 1; });
  }
  std::thread stopping([this] { server->stop(); });
  EXPECT_EQ(idle.read_all(), "");
  {
    const std::lock_guard lock(mutex);
    released = true;
    changed.notify_all();
  }
  EXPECT_THAT(busy.read_all(), AllOf(HasSubstr("Connection: close"), EndsWith("waited")));
  stopping.join();
}

TEST_F(HttpServerTest, says_which_address_it_cannot_listen_on) {
  start();
  settings.listen = server->addresses();
  HttpServer second(log, settings, {}, {});
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr(address().to_text()));
}

TEST_F(HttpServerTest, listens_on_ipv6_beside_ipv4_on_the_same_port) {
  const base::FileDescriptor probe(::socket(AF_INET6, SOCK_STREAM, 0));
  sockaddr_storage native{};
  const auto size = base::SocketAddress::parse("[::1]:0")->to_native(native);
  if (!probe || ::bind(probe.get(), reinterpret_cast<const sockaddr*>(&native), size) != 0)
    GTEST_SKIP() << "no IPv6 here";
  settings.listen.push_back(*base::SocketAddress::parse("[::1]:0"));
  start();
  const auto http = HttpClient::create("http://" + server->addresses().at(1).to_text());
  EXPECT_EQ((*http)->request("GET", "/a", {}, {})->body, "GET /a  ::1");
}

class HttpsServerTest : public HttpServerTest {
 protected:
  void SetUp() override {
    HttpServerTest::SetUp();
    char path[] = "/tmp/zonecast-http-XXXXXX";
    folder = ::mkdtemp(path);
    settings.tls = TlsSettings{folder + "/cert.pem", folder + "/key.pem"};
    settings.listen_tls = {*base::SocketAddress::parse("127.0.0.1:0")};
    const auto made =
        ensure_self_signed(*settings.tls, {"ns1.example.org", "2001:db8::1", "bad,name"});
    ASSERT_TRUE(made) << made.error().message;
  }
  void TearDown() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }
  std::string url() const { return "https://" + server->tls_addresses().at(0).to_text(); }
  std::string folder;
};

TEST_F(HttpsServerTest, serves_over_tls) {
  start();
  const auto http = std::move(*HttpClient::create(url()));
  for (int n = 0; n < 3; ++n) {
    const auto response = http->request("POST", "/a", {}, "body");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "POST /a body 127.0.0.1");
  }
  EXPECT_EQ(http->request("GET", "/produced", {}, {})->body.size(), 2'000'000U);
  EXPECT_EQ(http->request("GET", "/big", {}, {})->body.size(), 20'000'000U);
  int pieces = 0;
  const auto refused = http->upload("PUT", "/stream?limit=1000000", {}, [&pieces] {
    return ++pieces < 2000 ? std::string(100'000, 'x') : std::string();
  });
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ(refused->body, "too much");
  EXPECT_EQ(http->request("GET", "/a", {}, {})->status, 200U);
}

TEST_F(HttpsServerTest, is_not_upset_by_plain_http_or_by_a_client_that_says_nothing) {
  settings.read_timeout_s = 1;
  start();
  RawClient plain(server->tls_addresses().at(0));
  RawClient silent(server->tls_addresses().at(0));
  plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(plain.read_all(), Not(HasSubstr("200 OK")));
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_TRUE((*HttpClient::create(url()))->request("GET", "/a", {}, {}));
}

TEST_F(HttpsServerTest, refuses_to_start_without_its_key) {
  std::filesystem::remove(settings.tls->key_file);
  HttpServer broken(log, settings, {}, {});
  const auto started = broken.start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr(settings.tls->key_file));
}

}  // namespace
}  // namespace zonecast::http
