// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace zonecast::cli {
namespace {

/// Answers in turn and keeps what it was asked.
class ScriptedClient : public http::HttpClient {
 public:
  std::deque<base::Result<http::ClientResponse>> answers;
  std::vector<std::string>* asked = nullptr;

  base::Result<http::ClientResponse> request(std::string_view method, std::string_view path,
                                             const Headers&, std::string_view) override {
    asked->push_back(std::string(method) + " " + std::string(path));
    auto answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
  base::Result<http::ClientResponse> upload(std::string_view method, std::string_view path,
                                            const Headers& headers,
                                            const std::function<std::string()>&) override {
    return request(method, path, headers, {});
  }
};

class ConnectionTo : public testing::Test {
 protected:
  Connection with(std::vector<base::Result<http::ClientResponse>> answers) {
    auto client = std::make_unique<ScriptedClient>();
    client->answers.assign(answers.begin(), answers.end());
    client->asked = &asked_;
    return {std::move(client), "key", "http://127.0.0.1:8053"};
  }
  std::vector<std::string> asked_;
};

TEST_F(ConnectionTo, a_server_that_is_not_there_says_so) {
  const auto answer = with({base::failure("connection refused")}).call("GET", "/v1/zones");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, unreachable);
  EXPECT_EQ(answer.error().message, "http://127.0.0.1:8053: connection refused");
}

TEST_F(ConnectionTo, a_list_in_pages_joins_them) {
  const auto all =
      with({http::ClientResponse{200, {{"link", "</v1/zones?after=b>; rel=\"next\""}}, "[1,2]"},
            http::ClientResponse{200, {}, "[3]"}})
          .list("/v1/zones");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 3u);
  EXPECT_THAT(asked_, testing::ElementsAre("GET /v1/zones", "GET /v1/zones?after=b"));
}

TEST_F(ConnectionTo, a_list_within_an_object_is_found) {
  const auto all =
      with({http::ClientResponse{200, {}, R"({"records":[{"domain":"example.org"}]})"}})
          .list("/v1/zones/example.org", "records");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 1u);
}

TEST(FailureOf, names_the_exit_code_of_each_status) {
  EXPECT_EQ(failure_of(400, R"({"message":"bad"})").code, invalid_input);
  EXPECT_EQ(failure_of(400, R"({"message":"zone already exists"})").code, conflict);
  EXPECT_EQ(failure_of(401, R"({"message":"Unauthorized"})").code, not_allowed);
  EXPECT_EQ(failure_of(404, R"({"message":"zone not found"})").code, not_found);
  EXPECT_EQ(failure_of(409, "{}").code, conflict);
  EXPECT_EQ(failure_of(503, "{}").code, failed);
}

TEST(FailureOf, tells_each_field) {
  const auto told = failure_of(
      400, R"({"message":"invalid","errors":[{"path":"ttl","code":"x","message":"too big"}]})");
  EXPECT_EQ(told.message, "invalid\n  ttl: too big");
}

TEST(FailureOf, an_answer_that_is_not_json_gives_the_status) {
  EXPECT_EQ(failure_of(502, "<html>").message, "the server answered with status 502");
}

TEST(NextPage, is_the_path_of_the_next_link) {
  EXPECT_EQ(next_page("<http://127.0.0.1:8053/v1/zones?after=b>; rel=\"next\""),
            "/v1/zones?after=b");
  EXPECT_EQ(next_page("</v1/zones?after=a>; rel=\"prev\", </v1/zones?after=c>; rel=\"next\""),
            "/v1/zones?after=c");
  EXPECT_EQ(next_page(""), "");
  EXPECT_EQ(next_page("</v1/zones>; rel=\"prev\""), "");
}

TEST(PathPiece, encodes_what_a_path_cannot_hold) {
  EXPECT_EQ(path_piece("*.example.org"), "*.example.org");
  EXPECT_EQ(path_piece("_sip._tcp.example.org"), "_sip._tcp.example.org");
  EXPECT_EQ(path_piece("0/25.2.0.192.in-addr.arpa"), "0%2F25.2.0.192.in-addr.arpa");
  EXPECT_EQ(path_piece("."), "root");
}

}  // namespace
}  // namespace zonecast::cli
