// SPDX-License-Identifier: GPL-3.0-or-later
// The bar for durable changes: SQLite with a write-ahead log and synchronous=FULL, one prepared
// insert for each change, as many changes in a transaction as clients wait, nothing else.
#include <sqlite3.h>

#include <cstdio>

#include "client/connection.h"

namespace bench {

namespace {

void execute(sqlite3* database, const char* statement) {
  if (sqlite3_exec(database, statement, nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(std::string(statement) + ": " + sqlite3_errmsg(database));
}

}  // namespace

int group_commit(const Arguments& arguments) {
  const auto& path = at(arguments, 0);
  const auto group = number(at(arguments, 1));
  const auto octets = number(at(arguments, 2));
  const auto seconds = number(at(arguments, 3));
  sqlite3* database = nullptr;
  if (sqlite3_open(path.c_str(), &database) != SQLITE_OK) fail("cannot open " + path);
  execute(database, "PRAGMA journal_mode=WAL");
  execute(database, "PRAGMA synchronous=FULL");
  execute(database,
          "CREATE TABLE change (id INTEGER PRIMARY KEY, zone INTEGER, serial INTEGER, body BLOB)");
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, "INSERT INTO change (zone, serial, body) VALUES (?, ?, ?)", -1,
                     &insert, nullptr);
  const std::string body(octets, 'x');
  std::uint64_t changes = 0, commits = 0;
  const auto begin = Time::now();
  while (milliseconds_since(begin) < static_cast<double>(seconds) * 1000) {
    execute(database, "BEGIN IMMEDIATE");
    for (std::uint64_t i = 0; i < group; ++i) {
      sqlite3_bind_int64(insert, 1, static_cast<sqlite3_int64>(i));
      sqlite3_bind_int64(insert, 2, static_cast<sqlite3_int64>(changes));
      sqlite3_bind_blob(insert, 3, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
      if (sqlite3_step(insert) != SQLITE_DONE) fail(sqlite3_errmsg(database));
      sqlite3_reset(insert);
      ++changes;
    }
    execute(database, "COMMIT");
    ++commits;
  }
  std::printf("{\"wall_ms\":%.3f,\"changes\":%llu,\"commits\":%llu}\n", milliseconds_since(begin),
              static_cast<unsigned long long>(changes), static_cast<unsigned long long>(commits));
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return 0;
}

}  // namespace bench
