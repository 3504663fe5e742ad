// SPDX-License-Identifier: GPL-3.0-or-later
// The open database, as commits, upkeep and readers share it: its connections, whose turn it is to
// write, whether the disk lets us, and the two things that both commits and upkeep do: staging an
// image and copying the write-ahead log.
//
// Connections: one for commits (synchronous=FULL) and one for upkeep (NORMAL), both used in a turn
// only; one for checkpoints, which need no turn; a few for reading, which wait for nobody.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/file_descriptor.h"
#include "base/log.h"
#include "base/random.h"
#include "store/embedded/image_rows.h"
#include "store/embedded/reader_pool.h"
#include "store/embedded/sqlite.h"
#include "store/embedded/tuning.h"
#include "store/embedded/write_turns.h"
#include "store/sql/secret_seal.h"
#include "store/store.h"

namespace zonecast::store {

/// Throws SqlFailure for a failpoint that plays a refusing disk.
void reach(const char* failpoint_name);

/// Thread-safe, but for what is said at the members.
class Database {
 public:
  /// Takes over the locked directory. Throws SqlFailure.
  Database(const std::string& directory, base::FileDescriptor lock, const Tuning& tuning,
           const std::string& vfs, const base::Clock& clock, base::Log& log,
           const std::string& secrets_key_file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const Tuning tuning;
  const base::Clock& clock;
  base::Log& log;
  const std::string directory;

 private:
  const base::FileDescriptor lock_;
  base::SystemRandom random_;
  std::unique_ptr<Connection> commits_;

 public:
  const SecretSeal seal;

 private:
  std::unique_ptr<Connection> upkeep_;
  std::mutex checkpoint_mutex_;
  std::unique_ptr<Connection> checkpoints_;

 public:
  WriteTurns turns;
  /// In a turn only.
  Connection& commits() { return *commits_; }
  Connection& upkeep() { return *upkeep_; }
  ReaderPool readers;

  /// The last position that is surely on disk.
  std::atomic<Position> head{0};

  /// Encodes; the chunks of a large image are written, each in a turn of its own. Throws
  /// SqlFailure.
  EncodedImage stage(const zone::ZoneVersion& contents);
  /// Chunks that nothing refers to any more: for upkeep to remove.
  void drop_later(std::uint64_t generation);
  std::optional<std::uint64_t> next_dropped() const;
  void forget_dropped(std::uint64_t generation);

  /// Zones that upkeep is to look at.
  void touch(ZoneId zone);
  std::optional<ZoneId> take_touched();

  /// Copies the write-ahead log into the database when it has grown to `wal_octets_min`. Returns
  /// whether all of it was copied. Never throws. Not in a turn.
  bool checkpoint(std::size_t wal_octets_min);

  /// Takes note of a failed write; returns what to tell people.
  std::string note_failure(const SqlFailure& failure);
  /// A commit has succeeded: there is room.
  void note_success();
  /// After a disk error nothing is written until the restart.
  bool is_stopped() const;
  bool has_no_room() const;
  std::string refusal() const;

 private:
  void count_wal_octets(Connection& connection);
  void find_images_without_a_commit();

  std::atomic<std::uint64_t> generation_{0};  // the last drawn
  std::atomic<std::uint64_t> wal_octets_{0};  // since the log was last begun anew

  enum class Writing { accepted, no_room, stopped };
  mutable std::mutex state_mutex_;  // for what follows
  Writing writing_ = Writing::accepted;
  std::string refusal_;
  std::unordered_set<ZoneId> touched_;
  std::vector<std::uint64_t> dropped_;
};

}  // namespace zonecast::store
