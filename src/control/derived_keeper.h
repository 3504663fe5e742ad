// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps derived records in step with what they are derived from: an ALIAS with the addresses of its
// target, found in our own zones first, else by the resolver; a linked record with its target's
// RRset. Each change is an ordinary commit, by actor "alias" or "link"; nothing changed, no commit.
// A target that cannot be found out leaves what was there, and its status says so.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "alias/resolver.h"
#include "base/log.h"
#include "control/derived_edit.h"

namespace zonecast::control {

/// Public calls are thread-safe.
class DerivedKeeper {
 public:
  static constexpr std::size_t thread_count = 4;  // names that are asked for at the same time

  DerivedKeeper(const base::Clock& clock, const ZoneDirectory& directory,
                const ConfigDirectory& configs, Committer& committer,
                const alias::Resolver& resolver, base::Log& log);
  ~DerivedKeeper() { stop(); }
  /// When all zones and objects are there.
  void start();
  void stop();

  /// From the thread that follows commits.
  void zone_committed(const ZoneHeadRef& before, const ZoneHeadRef& after);
  void configs_changed(const std::set<std::string>& kinds);

  /// Why the record's target cannot be found out at present; empty when it can.
  std::string failure(const std::string& id) const;

 private:
  using Time = base::Monotonic;
  struct Entry {
    DerivedRecord record;
    store::Position version = 0;  // of the object
    Time due{};
    bool busy = false;
    bool again = false;           // something changed while it was busy
    std::set<std::string> zones;  // names of our own zones that it depends on
    std::string failure;
  };
  struct Found {
    std::vector<dns::Record> records;
    std::vector<dns::RrType> types;  // of which `records` are all there are
    std::chrono::seconds keep{0};    // when to look again
    std::set<std::string> zones;
    std::string failure;
  };

  void work();
  void read_objects();
  void make_due(const std::string& id, Entry& entry, Time when);
  Found find_out(const DerivedRecord& record) const;
  void find_addresses(const DerivedRecord& record, dns::RrType type, Found& found) const;
  ZoneHeadRef home_of(const DerivedRecord& record) const;
  std::string commit(const DerivedRecord& record, const Found& found);

  const base::Clock& clock_;
  const ZoneDirectory& directory_;
  const ConfigDirectory& configs_;
  Committer& committer_;
  const alias::Resolver& resolver_;
  base::Log& log_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, Entry> entries_;  // by id
  std::set<std::pair<Time, std::string>> due_;
  std::set<std::string> changed_zones_;  // names
  bool reread_ = true;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace zonecast::control
