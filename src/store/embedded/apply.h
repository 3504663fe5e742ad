// SPDX-License-Identifier: GPL-3.0-or-later
// One transaction of a batch as SQL. Called within an open SQL transaction.
#pragma once

#include "store/embedded/image_rows.h"
#include "store/embedded/sqlite.h"
#include "store/sql/secret_seal.h"
#include "store/store.h"

namespace zonecast::store {

struct Applied {
  CommitResult result;
  std::uint64_t dropped_generation = 0;  // chunks that nothing refers to once this is committed
};

/// Writes `transaction` as the change at `position`, or finds why not: then the outcome is conflict
/// or duplicate, nothing is written and the position stays free. `image` is that of a created or
/// replaced zone. `now` is Unix time. Secrets are written sealed. Throws SqlFailure.
Applied apply(Connection& connection, const SecretSeal& seal, const Transaction& transaction,
              const EncodedImage& image, Position position, std::int64_t now);

/// How long a request id is remembered.
inline constexpr std::int64_t request_kept_s = 24 * 60 * 60;

/// The id of a key's row in `config`.
std::string key_row_id(dns::NameView name);

}  // namespace zonecast::store
