// SPDX-License-Identifier: GPL-3.0-or-later
// The seal of one database: which key file belongs to it, and what older programs, or a start
// without a key, left in the clear.
#pragma once

#include <string>

#include "base/log.h"
#include "base/random.h"
#include "store/embedded/sqlite.h"
#include "store/sql/secret_seal.h"

namespace zonecast::store {

/// Reads the key file; makes it when it is absent and nothing in the database is sealed. Throws
/// SqlFailure, with one sentence that says what to do, when the file is not the one that the
/// database's TSIG secrets were sealed with.
SecretSeal open_seal(Connection& connection, const std::string& key_file, base::Random& random,
                     base::Log& log);

/// Seals what is not, and overwrites where it stood: nobody else may have the database open. Throws
/// SqlFailure.
void seal_what_is_clear(Connection& connection, const SecretSeal& seal, base::Log& log);

/// The answer kept with a request may show secrets, so it is sealed as a whole.
std::string seal_result(const SecretSeal& seal, const std::string& request_id,
                        const std::string& result);
/// Throws SqlFailure.
std::string open_result(const SecretSeal& seal, std::string_view request_id,
                        std::string_view stored);

}  // namespace zonecast::store
