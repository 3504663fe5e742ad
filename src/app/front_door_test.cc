// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/front_door.h"

#include <gtest/gtest.h>

#include "api/answer.h"

namespace zonecast::app {
namespace {

const std::string pack =
    "/index.html\ttext/html\tno-cache\taa\tidentity\t0\t4\n"
    "\n"
    "page";

class NoActivity final : public control::ActivityLog {
 public:
  control::Result<std::vector<control::ActivityEntry>> list(
      const control::ActivityQuery&,
      const std::function<bool(const control::ActivityEntry&)>&) const override {
    return {};
  }
  void record(const control::ActivityEvent&, const control::Request&) override {}
};

struct FrontDoorTest : testing::Test {
  std::string ask(std::string method, std::string path, std::string host,
                  std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers.emplace("host", std::move(host));
    for (auto& [name, value] : headers) request.headers.emplace(name, value);
    const auto response = door.handle(request);
    return std::to_string(response.status) + " " + response.body;
  }

  base::ManualClock clock;
  base::SeededRandom random{7};
  base::Log log{base::LogLevel::off};
  api::AdminKey admin{"secret"};
  session::SessionRegistry registry{clock, random, log, ""};
  session::OneTimeTokens tokens{clock, random};
  session::SignInDelay delay{clock};
  api::SessionCookie cookie{registry, {&admin}};
  NoActivity activity;
  api::SignIn sign_in{clock, log, activity, registry, tokens, delay, cookie, {&admin}};
  console::Console console = *console::Console::open(pack);
  FrontDoor door{
      [](const http::Request& request) { return api::json_answer("\"api " + request.path + "\""); },
      [](const http::Request&) { return nullptr; }, sign_in, cookie, console};
};

TEST_F(FrontDoorTest, answers_only_to_its_names_and_to_none_before_it_knows_them) {
  EXPECT_EQ(ask("GET", "/", "127.0.0.1:8053").substr(0, 3), "503");
  door.answers_to(http::HostNames({*base::SocketAddress::parse("127.0.0.1:8053")}, {}));
  EXPECT_EQ(ask("GET", "/", "127.0.0.1:8053"), "200 page");
  for (const auto* path : {"/", "/v1/zones", "/v1/session", "/healthz"}) {
    EXPECT_EQ(ask("GET", path, "evil.example").substr(0, 3), "421") << path;
  }
}

TEST_F(FrontDoorTest, sends_each_request_where_it_belongs) {
  door.answers_to(http::HostNames({}, {}));
  EXPECT_EQ(ask("GET", "/dns/zones", "localhost"), "200 page");
  EXPECT_EQ(ask("GET", "/v1/session", "localhost"), "401 {\"message\":\"Nobody is signed in\"}");
  EXPECT_EQ(ask("GET", "/v1/zones", "localhost"), "200 \"api /v1/zones\"");
  EXPECT_EQ(ask("GET", "/healthz", "localhost"), "200 \"api /healthz\"");
}

TEST_F(FrontDoorTest, a_change_on_the_strength_of_the_cookie_alone_is_refused) {
  door.answers_to(http::HostNames({}, {}));
  const auto opened = registry.open({"admin", "admin key"}, "127.0.0.1", "");
  const std::pair<std::string, std::string> with_cookie{"cookie",
                                                        "__Host-zonecast=" + opened.token};
  EXPECT_EQ(ask("GET", "/v1/zones", "localhost", {with_cookie}).substr(0, 3), "200");
  for (const auto* path : {"/v1/notify", "/v1/session/link"}) {
    EXPECT_EQ(ask("POST", path, "localhost", {with_cookie}).substr(0, 3), "403") << path;
    EXPECT_EQ(ask("POST", path, "localhost",
                  {with_cookie, {"x-zonecast-csrf", session::csrf_token_of(opened.token)}})
                  .substr(0, 3),
              "200")
        << path;
  }
  EXPECT_EQ(ask("DELETE", "/v1/session", "localhost", {with_cookie}).substr(0, 3), "403");
}

}  // namespace
}  // namespace zonecast::app
