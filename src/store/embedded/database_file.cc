// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/database_file.h"

#include <fcntl.h>
#include <fmt/core.h>

#include <cerrno>
#include <cstring>

#include "base/failpoint.h"
#include "base/file_descriptor.h"
#include "store/sql/migrations.h"

namespace zonecast::store {

namespace {

constexpr std::int64_t application_id = 0x7a637374;  // "zcst"
constexpr int busy_timeout_ms = 5000;                // for an operator's sqlite3 shell

/// The database holds secrets; SQLite gives the files beside it the same mode.
void make_file(const std::string& path) {
  const base::FileDescriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd)
    throw SqlFailure{SqlCause::other,
                     fmt::format("{} cannot be opened: {}", path, std::strerror(errno))};
}

std::int64_t pragma(Connection& connection, const char* sql) {
  auto row = connection.query(sql);
  return row.next() ? row.integer(0) : 0;
}

void migrate(Connection& connection, const std::string& path, std::int64_t now, base::Log& log) {
  const auto found_id = pragma(connection, "PRAGMA application_id");
  const bool is_empty = pragma(connection, "SELECT count(*) FROM sqlite_schema") == 0;
  if (found_id != application_id && !(is_empty && found_id == 0)) {
    throw SqlFailure{SqlCause::other, fmt::format("{} is not a zonecast database", path)};
  }
  const auto known = migrations().back().version;
  const auto have = is_empty ? 0 : pragma(connection, "SELECT max(version) FROM migration");
  if (have > known) {
    throw SqlFailure{
        SqlCause::other,
        fmt::format("{} was written by a newer zonecast (schema {}, this program knows "
                    "{}): run that version, or restore a backup made before it",
                    path, have, known)};
  }
  for (const auto& step : migrations()) {
    if (step.version <= have) continue;
    SqlTransaction transaction(connection);
    (void)base::failpoint("store.migration.begun");
    if (step.version == 1) {
      connection.run(fmt::format("PRAGMA application_id = {}", application_id));
      connection.run(
          "CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT "
          "NULL) "
          "STRICT");
    }
    connection.run(step.sql);
    (void)base::failpoint("store.migration.done");
    connection.query("INSERT INTO migration (version, name, at) VALUES (?1, ?2, ?3)")
        .bind(step.version, std::string_view(step.name), now)
        .execute();
    transaction.commit();
    (void)base::failpoint("store.migration.committed");
    log.info("store migrated",
             {{"database", path}, {"schema", step.version}, {"brings", step.name}});
  }
}

}  // namespace

std::unique_ptr<Connection> open_connection(const std::string& path, const std::string& vfs,
                                            ConnectionUse use) {
  auto connection = std::make_unique<Connection>(path, vfs);
  sqlite3_busy_timeout(connection->handle(), busy_timeout_ms);
  // Checkpoints are upkeep's; nothing but the two files of the database needs room on the disk.
  connection->run("PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY");
  switch (use) {
    case ConnectionUse::commit:
      // What held a secret is overwritten when it is deleted.
      connection->run(
          "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA secure_delete = ON");
      break;
    case ConnectionUse::upkeep:
      // Images are no secrets: no need to overwrite what is deleted here.
      connection->run("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = OFF");
      break;
    case ConnectionUse::read:
      connection->run("PRAGMA query_only = ON");
      break;
  }
  return connection;
}

std::unique_ptr<Connection> open_database(const std::string& path, const std::string& vfs,
                                          std::int64_t now, base::Log& log) {
  make_file(path);
  auto connection = open_connection(path, vfs, ConnectionUse::commit);
  // A reset log keeps at most this on disk.
  connection->run("PRAGMA journal_size_limit = 67108864");
  auto mode = std::string();
  {
    auto row = connection->query("PRAGMA journal_mode = WAL");
    if (row.next()) mode = row.text(0);
  }
  if (mode != "wal") {
    throw SqlFailure{
        SqlCause::other,
        fmt::format("{}: the file system of the data directory cannot share memory between "
                    "connections (journal mode {}): use a local file system",
                    path, mode)};
  }
  migrate(*connection, path, now, log);
  return connection;
}

}  // namespace zonecast::store
