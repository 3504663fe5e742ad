// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/last_accesses.h"

namespace zonecast::control {

base::Result<void> read_last_accesses(ApiKeyTable& table, store::Store& store) {
  auto accesses = store.load_last_accesses();
  if (!accesses) return std::unexpected(accesses.error());
  table.put_last_accesses(*std::move(accesses));
  return {};
}

void store_last_accesses(ApiKeyTable& table, store::Store& store, base::Log& log) {
  const auto accesses = table.take_new_accesses();
  if (accesses.empty()) return;
  if (const auto done = store.put_last_accesses(accesses); !done)
    log.warning("last use of API keys not stored", {{"reason", done.error().message}});
}

}  // namespace zonecast::control
