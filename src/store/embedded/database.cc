// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/database.h"

#include <fmt/core.h>

#include "base/failpoint.h"
#include "store/embedded/database_file.h"
#include "store/embedded/sealing.h"

namespace zonecast::store {

namespace {

std::string database_path(const std::string& directory) { return directory + "/zonecast.db"; }

/// Before any other connection is open, since what was in the clear is to vanish from the log.
SecretSeal sealed(Connection& connection, const std::string& key_file, base::Random& random,
                  base::Log& log) {
  auto seal = open_seal(connection, key_file, random, log);
  seal_what_is_clear(connection, seal, log);
  return seal;
}

}  // namespace

void reach(const char* failpoint_name) {
  switch (base::failpoint(failpoint_name)) {
    case base::FailpointAction::none:
      return;
    case base::FailpointAction::enospc:
      throw SqlFailure{SqlCause::no_space, "no room, says the failpoint"};
    case base::FailpointAction::eio:
      throw SqlFailure{SqlCause::disk, "I/O error, says the failpoint"};
  }
}

Database::Database(const std::string& in_directory, base::FileDescriptor lock,
                   const Tuning& with_tuning, const std::string& vfs, const base::Clock& with_clock,
                   base::Log& with_log, const std::string& secrets_key_file)
    : tuning(with_tuning),
      clock(with_clock),
      log(with_log),
      directory(in_directory),
      lock_(std::move(lock)),
      commits_(open_database(database_path(directory), vfs, clock.unix_seconds(), log)),
      seal(sealed(*commits_, secrets_key_file, random_, log)),
      upkeep_(open_connection(database_path(directory), vfs, ConnectionUse::upkeep)),
      checkpoints_(open_connection(database_path(directory), vfs, ConnectionUse::upkeep)),
      readers(database_path(directory), vfs) {
  count_wal_octets(*commits_);
  count_wal_octets(*upkeep_);
  {
    auto row = commits_->query("SELECT max(position) FROM change_log");
    if (row.next()) head = row.number(0);
  }
  find_images_without_a_commit();
}

Database::~Database() {
  if (!is_stopped()) return;
  // The last connection to close would copy the log. After a disk error the files stay as they are.
  for (const auto* connection : {commits_.get(), upkeep_.get(), checkpoints_.get()}) {
    sqlite3_db_config(connection->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
}

/// Chunks that no image names were staged for a commit that never came. There are few generations,
/// so their first chunks are found by leaps.
void Database::find_images_without_a_commit() {
  std::int64_t from = 0;
  while (true) {
    {
      auto chunk = commits_->query("SELECT id FROM image_chunk WHERE id >= ?1 ORDER BY id LIMIT 1");
      if (!chunk.bind(from).next()) break;
      generation_ = generation_of(chunk.integer(0));
    }
    from = chunk_ids(generation_).last;
    auto image = commits_->query("SELECT 1 FROM zone_image WHERE generation = ?1");
    if (!image.bind(generation_.load()).next()) dropped_.push_back(generation_);
  }
  if (!dropped_.empty()) log.info("images without a commit found", {{"count", dropped_.size()}});
}

void Database::count_wal_octets(Connection& connection) {
  const auto note = [](void* self, sqlite3*, const char*, int frames) {
    constexpr std::uint64_t frame_octets = 4096 + 24;
    static_cast<Database*>(self)->wal_octets_ = static_cast<std::uint64_t>(frames) * frame_octets;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(connection.handle(), note, this);
}

EncodedImage Database::stage(const zone::ZoneVersion& contents) {
  return encode_to_rows(
      contents, tuning, [this] { return ++generation_; },
      [this](std::int64_t id, base::ByteView chunk) {
        {
          const WriteTurns::Turn turn(turns);
          reach("store.image.chunk");
          SqlTransaction transaction(*upkeep_);
          upkeep_->query("INSERT INTO image_chunk (id, octets) VALUES (?1, ?2)")
              .bind(id, chunk)
              .execute();
          transaction.commit();
          sqlite3_db_release_memory(upkeep_->handle());  // the pages of a chunk are not read again
          reach("store.image.chunk_written");
        }
        checkpoint(4 * tuning.wal_octets_max);
      });
}

/// Copies the write-ahead log into the database when it has grown to `wal_octets_min`. The bulk
/// goes while commits go on; what they added meanwhile goes in a turn, so that the log starts again
/// from its beginning and cannot grow without end.
bool Database::checkpoint(std::size_t wal_octets_min) {
  if (wal_octets_ < wal_octets_min) return false;
  const std::unique_lock lock(checkpoint_mutex_, std::try_to_lock);
  if (!lock) return false;
  const auto copy = [&] {
    int in_log = 0;
    int copied = 0;
    const int code = sqlite3_wal_checkpoint_v2(checkpoints_->handle(), nullptr,
                                               SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
    if (code != SQLITE_OK && code != SQLITE_BUSY) checkpoints_->fail(code, "checkpoint");
    return code == SQLITE_OK && in_log == copied;
  };
  try {
    (void)base::failpoint("store.checkpoint.begin");
    copy();
    (void)base::failpoint("store.checkpoint.bulk");
    const WriteTurns::Turn turn(turns);
    // A reader of an old commit keeps the log from being done; it comes round again.
    if (!copy()) return false;
    wal_octets_ = 0;
    (void)base::failpoint("store.checkpoint.end");
    return true;
  } catch (const SqlFailure& failure) {
    // The log keeps what could not be copied. Without room for the database to grow, commits may
    // still go into the log, so only a broken disk ends them.
    if (failure.cause == SqlCause::disk || failure.cause == SqlCause::sync) note_failure(failure);
    log.warning("checkpoint failed", {{"reason", failure.message}});
    return false;
  }
}

std::string Database::note_failure(const SqlFailure& failure) {
  const std::lock_guard lock(state_mutex_);
  const auto before = writing_;
  switch (failure.cause) {
    case SqlCause::no_space:
      if (writing_ != Writing::stopped) {
        writing_ = Writing::no_room;
        refusal_ = fmt::format(
            "disk full: no room left in {}; changes are accepted again when there is", directory);
      }
      break;
    case SqlCause::sync:
    case SqlCause::disk:
      writing_ = Writing::stopped;
      refusal_ = fmt::format(
          "disk error in {}: {}; no change is accepted until the disk is repaired and the server "
          "restarted",
          directory, failure.message);
      break;
    case SqlCause::busy:
      return fmt::format("another program holds the database in {} locked", directory);
    case SqlCause::too_big:
    case SqlCause::other:
      return failure.message;
  }
  if (writing_ != before)
    log.error("changes refused", {{"reason", refusal_}, {"cause", failure.message}});
  return refusal_;
}

void Database::note_success() {
  const std::lock_guard lock(state_mutex_);
  if (writing_ != Writing::no_room) return;
  writing_ = Writing::accepted;
  refusal_.clear();
  log.info("changes accepted again", {{"directory", directory}});
}

bool Database::is_stopped() const {
  const std::lock_guard lock(state_mutex_);
  return writing_ == Writing::stopped;
}

bool Database::has_no_room() const {
  const std::lock_guard lock(state_mutex_);
  return writing_ == Writing::no_room;
}

std::string Database::refusal() const {
  const std::lock_guard lock(state_mutex_);
  return refusal_;
}

void Database::drop_later(std::uint64_t generation) {
  const std::lock_guard lock(state_mutex_);
  dropped_.push_back(generation);
}

std::optional<std::uint64_t> Database::next_dropped() const {
  const std::lock_guard lock(state_mutex_);
  if (dropped_.empty()) return std::nullopt;
  return dropped_.back();
}

void Database::forget_dropped(std::uint64_t generation) {
  const std::lock_guard lock(state_mutex_);
  std::erase(dropped_, generation);
}

void Database::touch(ZoneId zone) {
  const std::lock_guard lock(state_mutex_);
  touched_.insert(zone);
}

std::optional<ZoneId> Database::take_touched() {
  const std::lock_guard lock(state_mutex_);
  if (touched_.empty()) return std::nullopt;
  const auto zone = *touched_.begin();
  touched_.erase(touched_.begin());
  return zone;
}

}  // namespace zonecast::store
