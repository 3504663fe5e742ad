// SPDX-License-Identifier: GPL-3.0-or-later
// The API over use cases in memory, asked as clients ask it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "api/api.h"
#include "api/fake_accounts.h"
#include "api/fake_control.h"
#include "control/control_test_bed.h"

namespace zonecast::api {

inline http::Request request_of(std::string method, std::string target, std::string body = {}) {
  http::Request request;
  request.method = std::move(method);
  request.target = target;
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  for (std::size_t at = question; at != std::string::npos;) {
    const auto end = target.find('&', at + 1);
    const auto pair = target.substr(at + 1, end == std::string::npos ? end : end - at - 1);
    const auto equals = pair.find('=');
    request.query.emplace_back(
        http::percent_decode(pair.substr(0, equals)),
        equals == std::string::npos ? "" : http::percent_decode(pair.substr(equals + 1)));
    at = end;
  }
  request.body = std::move(body);
  request.headers.emplace("host", "dns.example.org:8080");
  request.headers.emplace("x-nsone-key", "secret");
  return request;
}

inline std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

inline std::string body_of(http::Response& response) {
  std::string body = response.body;
  if (response.producer) {
    while (response.producer(body)) {
    }
  }
  return body;
}

/// Takes every request for the same caller's.
class FixedCaller final : public Authenticator {
 public:
  explicit FixedCaller(Caller caller) : caller_(std::move(caller)) {}
  std::optional<Caller> authenticate(const http::Request&) const override { return caller_; }

 private:
  Caller caller_;
};

class ApiTestBed : public testing::Test {
 protected:
  /// "200 {…}"
  std::string ask(const http::Request& request) {
    last = api.handle(request);
    return std::to_string(last.status) + " " + body_of(last);
  }
  std::string ask(std::string method, std::string target, std::string body = {}) {
    return ask(request_of(std::move(method), std::move(target), std::move(body)));
  }
  /// As a body that arrives in pieces.
  std::string upload(const http::Request& request, std::string_view body,
                     std::size_t piece_size = 7) {
    const auto receiver = api.stream(request);
    if (!receiver) return "not an upload";
    while (!body.empty() && receiver->write(body.substr(0, piece_size))) {
      body.remove_prefix(std::min(piece_size, body.size()));
    }
    last = receiver->finish(true);
    return std::to_string(last.status) + " " + body_of(last);
  }

  FakeZones zones;
  FakeImports imports{zones};
  FakeReplication replication;
  FakeAccess evaluation;
  FakeHistories histories{zones};
  FakeCopies copies;
  base::ManualClock clock;
  control::Jobs jobs{clock, log, 0xabcd};
  FakeAccounts accounts;
  FakeActivityLog activity;
  control::TemporaryDirectory directory;
  control::ControlTestBed control{directory.path()};
  control::QueryStatistics statistics{clock};
  UseCases use_cases{zones, imports,  replication, evaluation,        histories, copies,
                     jobs,  accounts, activity,    control.objects(), statistics};
  bool ready = true;
  base::Log log{base::LogLevel::off};
  AdminKey admin_key{"secret"};
  Api api{log,
          {{&admin_key}, "0.1.0"},
          use_cases,
          [this] { return ready; },
          [] { return std::string("zonecast_zones 1\n"); }};
  http::Response last;
};

}  // namespace zonecast::api
