// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/sqlite.h"

#include <cerrno>
#include <cstring>

#include "base/assert.h"

namespace zonecast::store {

namespace {

/// EDQUOT and EFBIG are limits that somebody can lift, as ENOSPC is.
bool means_no_room(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

SqlCause cause_of(int extended_code, int system_error) {
  switch (extended_code) {
    case SQLITE_FULL:
      return SqlCause::no_space;
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
      return SqlCause::sync;
    default:
      break;
  }
  switch (extended_code & 0xff) {
    case SQLITE_IOERR:
      return means_no_room(system_error) ? SqlCause::no_space : SqlCause::disk;
    case SQLITE_CANTOPEN:
      return means_no_room(system_error) ? SqlCause::no_space : SqlCause::other;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return SqlCause::disk;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return SqlCause::busy;
    case SQLITE_TOOBIG:
      return SqlCause::too_big;
    default:
      return SqlCause::other;
  }
}

}  // namespace

Connection::Connection(const std::string& path, const std::string& vfs) {
  // NOMUTEX: whoever holds the connection holds it alone.
  const int code =
      sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                      vfs.empty() ? nullptr : vfs.c_str());
  if (code != SQLITE_OK) {
    SqlFailure failure{
        .cause = cause_of(code, 0),
        .message = path + ": " + (database_ ? sqlite3_errmsg(database_) : sqlite3_errstr(code))};
    sqlite3_close(database_);
    throw failure;
  }
  sqlite3_extended_result_codes(database_, 1);
}

Connection::~Connection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

void Connection::fail(int code, std::string_view while_doing) const {
  const int system_error = sqlite3_system_errno(database_);
  const int extended = sqlite3_extended_errcode(database_);
  SqlFailure failure;
  failure.cause = cause_of(extended == SQLITE_OK ? code : extended, system_error);
  failure.message = sqlite3_errmsg(database_);
  const int primary = code & 0xff;
  if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && system_error != 0) {
    failure.message += " (";
    failure.message += std::strerror(system_error);
    failure.message += ')';
  }
  failure.message += " in: ";
  failure.message += while_doing.substr(0, 60);
  throw failure;
}

void Connection::run(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, sql);
}

Query Connection::query(const char* sql) {
  auto& statement = statements_[sql];
  if (statement == nullptr) {
    const int code =
        sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail(code, sql);
  }
  ZC_ASSERT(sqlite3_stmt_busy(statement) == 0);
  return Query(*this, statement);
}

void Connection::roll_back() noexcept {
  // An error is no matter: then SQLite has rolled back by itself.
  if (in_transaction()) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Query::check(int code) const {
  if (code != SQLITE_OK) connection_.fail(code, sqlite3_sql(statement_));
}

void Query::bind_one(int index, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, index, value));
}
void Query::bind_one(int index, std::string_view value) {
  check(sqlite3_bind_text64(statement_, index, value.data() ? value.data() : "", value.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
}
void Query::bind_one(int index, base::ByteView value) {
  // A null pointer would bind NULL, which is not an empty value.
  check(sqlite3_bind_blob64(statement_, index,
                            value.empty() ? static_cast<const void*>("") : value.data(),
                            value.size(), SQLITE_STATIC));
}
void Query::bind_one(int index, std::nullptr_t) { check(sqlite3_bind_null(statement_, index)); }

bool Query::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  connection_.fail(code, sqlite3_sql(statement_));
}

std::int64_t Query::execute() {
  while (next()) {
  }
  return sqlite3_changes64(connection_.handle());
}

std::string_view Query::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

base::ByteView Query::octets(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

}  // namespace zonecast::store
