// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/config_service.h"

#include <gtest/gtest.h>

#include <future>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

Result<std::optional<store::Position>> put(ConfigService& service, std::string id,
                                           std::string body) {
  return service.change({}, [&](Heads&) -> Result<std::optional<ConfigChange>> {
    ConfigChange change;
    change.puts.push_back({"note", id, body});
    return change;
  });
}

model::TsigKeyDocument key(std::string_view text) {
  return {name(text), dns::TsigAlgorithm::hmac_sha256, {1, 2, 3}};
}

TEST(ConfigService, an_object_is_there_with_its_version_and_after_a_restart) {
  const TemporaryDirectory directory;
  store::Position second = 0;
  {
    ControlTestBed bed(directory.path());
    ConfigService service(bed.clock, bed.configs, bed.committer);
    ASSERT_TRUE(put(service, "office", "{}"));
    second = **put(service, "office", "{\"a\":1}");
    EXPECT_EQ(bed.configs.find("note", "office")->version, second);
    ASSERT_TRUE(put(service, "gone", "{}"));
    ASSERT_TRUE(put(service, "gone", ""));
    EXPECT_EQ(bed.configs.count("note"), 1U);
  }
  const ControlTestBed bed(directory.path());
  const auto list = bed.configs.list("note");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]->body, "{\"a\":1}");
  EXPECT_EQ(list[0]->version, second);
}

TEST(ConfigService, a_decision_sees_what_those_before_it_in_the_batch_did) {
  const TemporaryDirectory directory;
  ControlTestBed bed(directory.path());
  ConfigService service(bed.clock, bed.configs, bed.committer);
  constexpr int count = 20;
  std::vector<std::future<void>> each;
  for (int i = 0; i < count; ++i) {
    each.push_back(std::async(std::launch::async, [&service] {
      const auto done = service.change({}, [](Heads& heads) -> Result<std::optional<ConfigChange>> {
        const auto there = heads.config("counter", "one");
        const int next = there ? std::stoi(there->body) + 1 : 1;
        EXPECT_EQ(heads.configs("counter").size(), there ? 1U : 0U);
        ConfigChange change;
        change.puts.push_back({"counter", "one", std::to_string(next)});
        return change;
      });
      EXPECT_TRUE(done);
    }));
  }
  for (auto& one : each) one.get();
  EXPECT_EQ(bed.configs.find("counter", "one")->body, std::to_string(count));
}

TEST(ConfigService, keys_come_and_go_with_objects) {
  const TemporaryDirectory directory;
  ControlTestBed bed(directory.path());
  ConfigService service(bed.clock, bed.configs, bed.committer);
  ASSERT_TRUE(service.change({}, [](Heads&) -> Result<std::optional<ConfigChange>> {
    return ConfigChange{
        .puts = {{"note", "a", "{}"}}, .keys = {key("k.example.org.")}, .removed_keys = {}};
  }));
  EXPECT_NE(bed.keys.find(name("K.example.org.")), nullptr);
  ASSERT_TRUE(service.change({}, [](Heads& heads) -> Result<std::optional<ConfigChange>> {
    EXPECT_TRUE(heads.key(name("k.example.org.")));
    return ConfigChange{.puts = {}, .keys = {}, .removed_keys = {name("k.example.org.")}};
  }));
  EXPECT_EQ(bed.keys.find(name("k.example.org.")), nullptr);
  EXPECT_FALSE(bed.directory.key(name("k.example.org.")));
  EXPECT_NE(bed.configs.find("note", "a"), nullptr);
}

TEST(ConfigService, a_refusal_changes_nothing_and_watchers_hear_of_each_kind) {
  const TemporaryDirectory directory;
  ControlTestBed bed(directory.path());
  std::vector<std::set<std::string>> heard;
  bed.follower().watch_configs([&](const std::set<std::string>& kinds) { heard.push_back(kinds); });
  ConfigService service(bed.clock, bed.configs, bed.committer);
  const auto refused = service.change({}, [](Heads&) -> Result<std::optional<ConfigChange>> {
    return problem(ProblemKind::conflict, "in use");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "in use");
  ASSERT_TRUE(put(service, "a", "{}"));
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0], std::set<std::string>{"note"});
}

}  // namespace
}  // namespace zonecast::control
