// SPDX-License-Identifier: GPL-3.0-or-later
// The one writer. Commands queue; it prepares each against the heads left by those before it,
// commits a batch with one flush, and hands the outcome to the follower before it answers.
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
#include "control/problem.h"
#include "control/zone_directory.h"
#include "store/store.h"

namespace zonecast::control {

/// What a command sees: the directory, overlaid with what earlier commands of the batch will have
/// done.
class Heads {
 public:
  explicit Heads(const ZoneDirectory& directory) : directory_(directory) {}

  ZoneHeadRef find(const std::string& name);
  bool apex_taken(dns::NameView apex);
  std::optional<model::TsigKeyDocument> key(dns::NameView name);
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
  std::map<std::string, ZoneHeadRef> pending_;  // null: deleted
  std::map<std::string, bool> created_;         // by name; their id is not known yet
  std::vector<dns::Name> created_apexes_, deleted_apexes_;
  std::vector<model::TsigKeyDocument> keys_;
  std::set<std::string> documents_written_;
  store::Position next_position_ = 0;
  bool wants_flush_ = false;  // the command met a zone whose id is not known yet
};

/// A command's outcome before it is durable.
struct Prepared {
  store::Transaction transaction;
  ZoneHeadRef next;                          // null: the zone is deleted
  ZoneHeadRef before;                        // null: the zone is created
  std::vector<model::TsigKeyDocument> keys;  // created or replaced
  std::vector<base::SocketAddress> rekeyed;  // rows whose key changed its secret
};

/// Made durable and published.
struct Committed {
  ZoneHeadRef head;  // null after a deletion
  store::Position position = 0;
};

/// Runs on the writer's thread; must not block. Nothing prepared means nothing to do.
using Command = std::function<Result<std::optional<Prepared>>(Heads&)>;

/// Public calls are thread-safe.
class Committer {
 public:
  static constexpr std::size_t batch_size_max = 1000;

  Committer(store::Store& store, ZoneDirectory& directory, CommitFollower& follower,
            notify::Notifier& notifier, base::Log& log);
  ~Committer();
  void start();
  /// What is queued is still done.
  void stop();

  /// Nothing in the future: the command had nothing to do.
  std::future<Result<std::optional<Committed>>> submit(Command command);
  Result<std::optional<Committed>> run(Command command) { return submit(std::move(command)).get(); }

 private:
  using Answer = Result<std::optional<Committed>>;
  struct Waiting {
    Command command;
    std::promise<Answer> promise;
  };
  struct InBatch {
    Prepared prepared;
    std::promise<Answer> promise;
  };

  void work();
  /// One batch off the front of `queue`, one flush.
  void commit(std::deque<Waiting>& queue);
  void settle(InBatch& item, const store::CommitResult& result);

  store::Store& store_;
  ZoneDirectory& directory_;
  CommitFollower& follower_;
  notify::Notifier& notifier_;
  base::Log& log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace zonecast::control
