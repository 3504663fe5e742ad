// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite as the embedded store uses it: connections, cached statements, failures with their cause.
//
// Inside this folder a failing statement throws SqlFailure, because every one of a commit's thirty
// statements may fail and all of them mean the same: roll back, then decide by the cause. The
// store's public functions catch it; it never leaves the component.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"

namespace zonecast::store {

/// What a failure means for those who want to write.
enum class SqlCause {
  no_space,  // no room: may succeed later
  sync,      // a flush failed: what the kernel still has of it is unknown
  disk,      // any other I/O error, or a file that is damaged
  busy,      // another program holds the database
  too_big,   // a value above SQLite's limits
  other,
};

struct SqlFailure {
  SqlCause cause = SqlCause::other;
  std::string message;
};

class Query;

/// One connection; used by one thread at a time.
class Connection {
 public:
  /// Opens an existing file. `vfs` empty: SQLite's own. Throws SqlFailure.
  Connection(const std::string& path, const std::string& vfs);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs statements that give no rows, or whose rows nobody wants.
  void run(const std::string& sql);
  /// A prepared statement, kept for the next time. `sql` must live as long as the connection: it is
  /// told apart by its address. Not to be asked for again while its Query lives.
  Query query(const char* sql);
  bool in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }
  /// Ends the transaction if one is open; never fails.
  void roll_back() noexcept;
  sqlite3* handle() const { return database_; }

  [[noreturn]] void fail(int code, std::string_view while_doing) const;

 private:
  sqlite3* database_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

/// One run of a statement. Bound octets and texts are borrowed until the run ends.
class Query {
 public:
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Binds the parameters ?1, ?2, … in order.
  template <typename... Values>
  Query& bind(const Values&... values) {
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }
  /// To the next row; false after the last.
  bool next();
  /// For a statement without rows: runs it and returns how many rows it changed.
  std::int64_t execute();

  // Columns of the row at hand, counted from 0. Views live until the next step.
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  std::string_view text(int column) const;
  base::ByteView octets(int column) const;

 private:
  friend class Connection;
  Query(Connection& connection, sqlite3_stmt* statement)
      : connection_(connection), statement_(statement) {}

  void bind_one(int index, std::int64_t value);
  void bind_one(int index, std::uint64_t value) {
    bind_one(index, static_cast<std::int64_t>(value));
  }
  void bind_one(int index, std::uint32_t value) { bind_one(index, std::int64_t{value}); }
  void bind_one(int index, int value) { bind_one(index, std::int64_t{value}); }
  void bind_one(int index, std::string_view value);
  void bind_one(int index, const std::string& value) { bind_one(index, std::string_view(value)); }
  void bind_one(int index, base::ByteView value);
  void bind_one(int index, std::nullptr_t);
  template <typename T>
  void bind_one(int index, const std::optional<T>& value) {
    if (value) {
      bind_one(index, *value);
    } else {
      bind_one(index, nullptr);
    }
  }
  void check(int code) const;

  Connection& connection_;
  sqlite3_stmt* statement_;
};

/// BEGIN IMMEDIATE … COMMIT; rolls back when left without commit().
class SqlTransaction {
 public:
  explicit SqlTransaction(Connection& connection) : connection_(connection) {
    connection_.query("BEGIN IMMEDIATE").execute();
  }
  ~SqlTransaction() { connection_.roll_back(); }
  SqlTransaction(const SqlTransaction&) = delete;
  SqlTransaction& operator=(const SqlTransaction&) = delete;
  void commit() { connection_.query("COMMIT").execute(); }

 private:
  Connection& connection_;
};

/// A read transaction: every query until its end sees the same commit.
class SqlSnapshot {
 public:
  explicit SqlSnapshot(Connection& connection) : connection_(connection) {
    connection_.query("BEGIN").execute();
  }
  ~SqlSnapshot() { connection_.roll_back(); }
  SqlSnapshot(const SqlSnapshot&) = delete;
  SqlSnapshot& operator=(const SqlSnapshot&) = delete;

 private:
  Connection& connection_;
};

}  // namespace zonecast::store
