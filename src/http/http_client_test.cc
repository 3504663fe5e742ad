// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/http_server.h"

namespace zonecast::http {
namespace {

using testing::HasSubstr;

TEST(HttpClient, says_what_is_wrong_with_a_url) {
  for (const auto* url : {"", "example.org", "ftp://example.org", "http://", "http://a:b",
                          "http://a:99999", "http://[::1", "http://a/?x", "http://user@a/"}) {
    const auto client = HttpClient::create(url);
    ASSERT_FALSE(client) << url;
    EXPECT_THAT(client.error().message, HasSubstr(std::string("URL ") + url));
  }
  for (const auto* url : {"http://a", "https://a:8443/", "http://[::1]:80", "http://a/prefix/"})
    EXPECT_TRUE(HttpClient::create(url)) << url;
}

class HttpClientTest : public testing::Test {
 protected:
  HttpClientTest() { settings.listen = {*base::SocketAddress::parse("127.0.0.1:0")}; }
  void start() {
    server = std::make_unique<HttpServer>(
        log, settings,
        [](const Request& request) {
          Response response;
          response.status = request.path == "/v1/absent" ? 404 : 200;
          response.headers.emplace_back("X-Host", std::string(request.header("host")));
          response.body =
              request.method + " " + request.path + " " + std::string(request.header("x-key"));
          return response;
        },
        StreamHandler());
    ASSERT_TRUE(server->start());
  }
  std::string url() const { return "http://" + server->addresses().at(0).to_text(); }

  base::Log log{base::LogLevel::off};
  HttpServerSettings settings;
  std::unique_ptr<HttpServer> server;
};

TEST_F(HttpClientTest, appends_the_path_and_sends_headers) {
  start();
  const auto client = std::move(*HttpClient::create(url() + "/v1/"));
  const auto response = client->request("GET", "/zones", {{"X-Key", "abc"}}, {});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "GET /v1/zones abc");
  EXPECT_THAT(response->headers,
              testing::Contains(testing::Pair("X-Host", server->addresses().at(0).to_text())));
  EXPECT_EQ(client->request("GET", "absent", {}, {})->status, 404U);
}

TEST_F(HttpClientTest, connects_again_when_the_server_closed_the_idle_connection) {
  settings.idle_timeout_s = 1;
  start();
  const auto client = std::move(*HttpClient::create(url()));
  ASSERT_TRUE(client->request("POST", "/a", {}, "x"));
  settings.listen = server->addresses();
  server.reset();
  start();
  const auto response = client->request("POST", "/a", {}, "x");
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200U);
}

TEST_F(HttpClientTest, reads_answers_without_a_body) {
  start();
  const auto client = std::move(*HttpClient::create(url()));
  EXPECT_EQ(client->request("HEAD", "/a", {}, {})->body, "");
  EXPECT_EQ(client->request("GET", "/a", {}, {})->body, "GET /a ");
}

TEST_F(HttpClientTest, says_whom_it_could_not_reach) {
  start();
  const auto where = url();
  server.reset();
  const auto response = (*HttpClient::create(where))->request("GET", "/", {}, {});
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().message, HasSubstr("cannot connect to " + where));
}

}  // namespace
}  // namespace zonecast::http
