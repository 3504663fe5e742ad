// SPDX-License-Identifier: GPL-3.0-or-later
// For tests: the whole control plane over a real embedded store in a temporary directory.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "control/access_objects.h"
#include "control/access_publisher.h"
#include "control/history_service.h"
#include "control/import_service.h"
#include "control/start_up.h"
#include "control/zone_service.h"

namespace zonecast::control {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = std::filesystem::temp_directory_path() / "zonecast-test-XXXXXX";
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The notifier is not started: it only remembers.
class ControlTestBed {
 public:
  explicit ControlTestBed(const std::string& directory_path)
      : store_((*store::open_embedded_store({directory_path}, clock, log)).release()),
        notifier_(clock, random, log, keys, board, {}),
        follower_(directory, configs, publisher_, keys, notifier_),
        committer(*store_, directory, configs, follower_, notifier_, log),
        zones(clock, random, directory, configs, committer, *store_, views, {}),
        imports(clock, zones, directory, committer) {
    follower_.watch_configs([this](const std::set<std::string>& kinds) {
      access_.configs_changed(kinds);
      if (kinds.contains(roll_kind)) keys.set_partners(key_partners(configs));
    });
    loaded = publish_stored(*store_, follower_).has_value();
    committer.start();
  }
  ~ControlTestBed() { committer.stop(); }

  base::ManualClock clock{1'700'000'000};
  base::SeededRandom random{7};
  base::Log log{base::LogLevel::off};
  publication::ZoneTable table;
  access::KeyRing keys;
  access::PublishedViews views;
  secondaries::StatusBoard board;
  ZoneDirectory directory;
  ConfigDirectory configs;
  bool loaded = false;

 private:
  std::unique_ptr<store::Store> store_;
  publication::Publisher publisher_{table};
  notify::Notifier notifier_;
  CommitFollower follower_;
  AccessPublisher access_{configs, views, notifier_, log};

 public:
  Committer committer;
  ZoneService zones;
  ImportService imports;
  ConfigService config_service{clock, configs, committer};
  TsigKeys tsig_keys{clock, random, directory, config_service, keys, notifier_, *store_};
  Acls acls{clock, config_service};
  Views view_service{clock, config_service};
  Networks networks{clock, config_service};
  KeyRolls key_rolls{clock, random, directory, config_service, committer, keys, board};

  AccessObjects objects() { return {tsig_keys, acls, view_service, networks, key_rolls}; }

  store::Store& store() { return *store_; }
  CommitFollower& follower() { return follower_; }
};

inline dns::Name name(std::string_view text) { return *dns::Name::from_text(text); }

inline RecordDraft draft(std::string_view owner, dns::RrType type, std::vector<std::string> answers,
                         std::optional<std::uint32_t> ttl = std::nullopt) {
  RecordDraft out;
  out.owner = name(owner);
  out.type = type;
  out.ttl = ttl;
  out.answers.emplace();
  for (auto& answer : answers) out.answers->push_back({{std::move(answer)}, {}, {}});
  return out;
}

}  // namespace zonecast::control
