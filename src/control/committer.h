// SPDX-License-Identifier: GPL-3.0-or-later
// The one writer. Commands queue; it prepares each against the heads left by those before it,
// commits a batch with one flush, and hands the outcome to the follower before it answers. Who
// waits for a command while nobody writes is the writer for that long: a change that comes alone
// crosses no other thread. All others are written by a thread kept for that, in batches.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/log.h"
#include "control/commit_follower.h"
#include "control/config_directory.h"
#include "control/problem.h"
#include "control/zone_directory.h"
#include "store/store.h"

namespace zonecast::control {

/// What a command sees: the directory, overlaid with what earlier commands of the batch will have
/// done.
class Heads {
 public:
  Heads(const ZoneDirectory& directory, const ConfigDirectory& configs)
      : directory_(directory), configs_(configs) {}

  ZoneHeadRef find(const std::string& name);
  /// The zones of this FQDN.
  std::vector<ZoneHeadRef> find_apex(dns::NameView apex);
  std::optional<model::TsigKeyDocument> key(dns::NameView name) const;
  /// Names of zones, ascending, once for each row that has the key.
  std::vector<std::string> rows_with_key(dns::NameView name) const;
  /// Every zone. Takes its time where there are many.
  void for_each_zone(const std::function<void(const ZoneHead&)>& receive) const;
  /// A configuration object; null when there is none.
  ConfigRef config(std::string_view kind, std::string_view id) const;
  /// All of a kind whose id begins so, by id.
  std::vector<ConfigRef> configs(std::string_view kind, std::string_view id_prefix = {}) const;
  const ZoneDirectory& directory() const { return directory_; }
  /// Documents of records live in the store alone: a command that reads them waits for the flush of
  /// an earlier one, in the same batch, that writes them.
  void read_documents(const std::string& zone) {
    wants_flush_ = wants_flush_ || documents_written_.contains(zone);
  }
  void write_documents(const std::string& zone) { documents_written_.insert(zone); }
  /// Position the command's commit will have.
  store::Position position() const { return next_position_; }

 private:
  friend class Committer;
  const ZoneDirectory& directory_;
  const ConfigDirectory& configs_;
  // By kind and id; null: deleted.
  std::map<std::pair<std::string, std::string>, ConfigRef, std::less<>> pending_configs_;
  std::map<std::string, ZoneHeadRef> pending_;  // null: deleted
  std::map<std::string, ZoneHeadRef> created_;  // by name; their id is not known yet
  std::vector<dns::Name> created_apexes_;
  // In the order of the commands; without a document: removed.
  std::vector<std::pair<dns::Name, std::optional<model::TsigKeyDocument>>> keys_;
  std::set<std::string> documents_written_;
  store::Position next_position_ = 0;
  bool wants_flush_ = false;  // the command met a zone whose id is not known yet
};

/// A command's outcome before it is durable. Configuration objects it sets or deletes are in
/// `transaction.configs` and published from there.
struct Prepared {
  store::Transaction transaction;
  ZoneHeadRef next;                          // null: the zone is deleted, or none is changed
  ZoneHeadRef before;                        // null: the zone is created, or none is changed
  std::vector<model::TsigKeyDocument> keys;  // created or replaced
  std::vector<base::SocketAddress> rekeyed;  // rows whose key changed its secret
  std::vector<dns::Name> removed_keys{};
};

/// Made durable and published.
struct Committed {
  ZoneHeadRef head;  // null after a deletion, or when no zone was changed
  store::Position position = 0;
};

/// Runs as the writer, one at a time; must not block, nor ask for another commit and wait. Nothing
/// prepared means nothing to do.
using Command = std::function<Result<std::optional<Prepared>>(Heads&)>;

/// Public calls are thread-safe.
class Committer {
 public:
  static constexpr std::size_t batch_size_max = 1000;

  Committer(store::Store& store, ZoneDirectory& directory, ConfigDirectory& configs,
            CommitFollower& follower, notify::Notifier& notifier, base::Log& log);
  ~Committer();
  void start();
  /// What is queued is still done.
  void stop();

  /// Nothing in the future: the command had nothing to do.
  std::future<Result<std::optional<Committed>>> submit(Command command);
  /// The same, and waits: as the writer when there is none, so not from within a command.
  Result<std::optional<Committed>> run(Command command);

 private:
  using Answer = Result<std::optional<Committed>>;
  struct Waiting {
    explicit Waiting(Command run) : command(std::move(run)) {}
    Command command;
    std::promise<Answer> promise;
  };
  struct InBatch {
    Prepared prepared;
    std::promise<Answer> promise;
    std::vector<store::PutConfig> configs;
  };

  void work();
  /// Commits what is in the queue, as the writer, and gives the place up.
  void write(std::deque<Waiting> mine);
  /// One batch off the front of `queue`, one flush. What is thrown in the middle ends the process:
  /// nobody would know what is on disk.
  void commit(std::deque<Waiting>& queue) noexcept;
  /// What the commands behind will see of it.
  static void overlay(Heads& heads, const Prepared& prepared);
  void settle(InBatch& item, const store::CommitResult& result);

  store::Store& store_;
  ZoneDirectory& directory_;
  ConfigDirectory& configs_;
  CommitFollower& follower_;
  notify::Notifier& notifier_;
  base::Log& log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  bool writing_ = false;  // somebody is the writer
  bool stopping_ = false;
  int niceness_ = 0;  // of who started it
  std::thread thread_;
};

}  // namespace zonecast::control
