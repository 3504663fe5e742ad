// SPDX-License-Identifier: GPL-3.0-or-later
// DIR/zonecast.db: making it, refusing what is not ours or too new, migrating, and the settings of
// each kind of connection.
#pragma once

#include <memory>
#include <string>

#include "base/log.h"
#include "store/embedded/sqlite.h"

namespace zonecast::store {

enum class ConnectionUse {
  commit,  // flushes with every commit
  upkeep,  // does not: what it writes is on disk with the next commit or checkpoint, in order
  read,
};

/// `use` read refuses to write. Throws SqlFailure.
std::unique_ptr<Connection> open_connection(const std::string& path, const std::string& vfs,
                                            ConnectionUse use);

/// Makes the file (mode 0600) when it is absent and brings the schema up to date. `now` is Unix
/// time. Throws SqlFailure.
std::unique_ptr<Connection> open_database(const std::string& path, const std::string& vfs,
                                          std::int64_t now, base::Log& log);

}  // namespace zonecast::store
