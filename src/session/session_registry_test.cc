// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session_registry.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace zonecast::session {
namespace {

using namespace std::chrono_literals;

class Registry : public testing::Test {
 protected:
  Registry() : folder_(std::filesystem::temp_directory_path() / "zonecast-session-test") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }
  ~Registry() override { std::filesystem::remove_all(folder_); }

  SessionRegistry make(SessionLimits limits = {}) {
    return SessionRegistry(clock_, random_, log_, (folder_ / "sessions").string(), limits);
  }
  static OpenedSession open(SessionRegistry& registry, std::string actor = "admin") {
    return registry.open({std::move(actor), "Admin"}, "192.0.2.1", "Browser/1");
  }

  std::filesystem::path folder_;
  base::ManualClock clock_;
  base::SeededRandom random_{7};
  base::Log log_{base::LogLevel::error};
};

TEST_F(Registry, knows_a_session_by_its_token_only) {
  auto registry = make();
  const auto opened = open(registry);
  ASSERT_TRUE(registry.use(opened.token));
  EXPECT_EQ(registry.use(opened.token)->principal, (Principal{"admin", "Admin"}));
  EXPECT_FALSE(registry.use(opened.session.id));
  EXPECT_FALSE(registry.use(digest_of(opened.token)));
  EXPECT_FALSE(registry.use(""));
}

TEST_F(Registry, what_the_page_asks_by_itself_does_not_keep_a_session) {
  auto registry = make();
  const auto opened = open(registry);
  for (int i = 0; i < 29; ++i) {
    clock_.advance(std::chrono::minutes(1));
    EXPECT_TRUE(registry.use(opened.token, Use::in_background));
  }
  clock_.advance(std::chrono::minutes(1));
  EXPECT_FALSE(registry.use(opened.token, Use::in_background));
}

TEST_F(Registry, a_session_ends_when_idle_for_thirty_minutes) {
  auto registry = make();
  const auto opened = open(registry);
  for (int i = 0; i < 3; ++i) {
    clock_.advance(29min);
    EXPECT_TRUE(registry.use(opened.token));
  }
  clock_.advance(30min);
  EXPECT_FALSE(registry.use(opened.token));
}

TEST_F(Registry, a_session_ends_after_twelve_hours_however_busy) {
  auto registry = make();
  const auto opened = open(registry);
  for (int i = 0; i < 12 * 4 - 1; ++i) {
    clock_.advance(15min);
    ASSERT_TRUE(registry.use(opened.token));
  }
  clock_.advance(15min);
  EXPECT_FALSE(registry.use(opened.token));
}

TEST_F(Registry, sessions_are_kept_over_a_restart_without_their_tokens) {
  std::string token;
  {
    auto registry = make();
    token = open(registry).token;
  }
  std::ifstream file(folder_ / "sessions");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(text.find(token), std::string::npos);
  struct stat status{};
  ASSERT_EQ(::stat((folder_ / "sessions").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  auto again = make();
  const auto session = again.use(token);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->agent, "Browser/1");
}

TEST_F(Registry, what_a_browser_calls_itself_cannot_forge_a_line_of_the_file) {
  {
    auto registry = make();
    registry.open({"admin", "A\tB\nC"}, "192.0.2.1", "x\n\tforged\t" + std::string(1000, 'y'));
  }
  auto again = make();
  const auto sessions = again.list();
  ASSERT_EQ(sessions.size(), 1U);
  EXPECT_EQ(sessions[0].principal.name, "A B C");
  EXPECT_EQ(sessions[0].agent.size(), 300U);
}

TEST_F(Registry, a_file_that_cannot_be_read_signs_everybody_out) {
  std::ofstream(folder_ / "sessions") << "nonsense\n";
  auto registry = make();
  EXPECT_TRUE(registry.list().empty());
  EXPECT_TRUE(registry.use(open(registry).token));
}

TEST_F(Registry, ends_one_session_or_all_of_somebody) {
  auto registry = make();
  const auto first = open(registry);
  const auto second = open(registry);
  const auto other = open(registry, "apikey:1");
  EXPECT_TRUE(registry.end(first.session.id));
  EXPECT_FALSE(registry.end(first.session.id));
  EXPECT_FALSE(registry.use(first.token));
  EXPECT_TRUE(registry.use(second.token));
  registry.end_all_of("admin");
  EXPECT_FALSE(registry.use(second.token));
  EXPECT_TRUE(registry.use(other.token));
}

TEST_F(Registry, holds_no_more_than_its_limit) {
  SessionLimits limits;
  limits.sessions_max = 2;
  auto registry = make(limits);
  const auto first = open(registry);
  clock_.advance(1s);
  const auto second = open(registry);
  clock_.advance(1s);
  registry.use(first.token);
  open(registry);
  EXPECT_TRUE(registry.use(first.token));
  EXPECT_FALSE(registry.use(second.token)) << "the one unused longest went";
}

TEST(CsrfToken, belongs_to_one_session_and_does_not_tell_its_token) {
  EXPECT_EQ(csrf_token_of("a"), csrf_token_of("a"));
  EXPECT_NE(csrf_token_of("a"), csrf_token_of("b"));
  EXPECT_EQ(csrf_token_of("a").size(), 32U);
}

}  // namespace
}  // namespace zonecast::session
