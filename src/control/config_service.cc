// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/config_service.h"

#include "control/zone_service.h"

namespace zonecast::control {

Result<std::optional<store::Position>> ConfigService::change(
    const Request& request,
    const std::function<Result<std::optional<ConfigChange>>(Heads&)>& decide) {
  const auto now = clock_.unix_seconds();
  auto done = committer_.run([&](Heads& heads) -> Result<std::optional<Prepared>> {
    auto decided = decide(heads);
    if (!decided) return std::unexpected(std::move(decided.error()));
    if (!decided->has_value()) return std::optional<Prepared>{};
    if (request.preview) {
      return problem(ProblemKind::invalid,
                     "dry_run: is for changes of zones, records and history; nothing has changed",
                     {{"dry_run", "unsupported", "Is not for this object"}});
    }
    auto& change = **decided;
    Prepared prepared;
    prepared.transaction.what = store::ChangeConfig{change.keys, change.removed_keys};
    prepared.transaction.provenance = provenance(request, now);
    prepared.transaction.result = std::move(change.result);
    prepared.transaction.configs = std::move(change.puts);
    prepared.keys = std::move(change.keys);
    prepared.removed_keys = std::move(change.removed_keys);
    return prepared;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  if (!done->has_value()) return std::optional<store::Position>{};
  return (*done)->position;
}

}  // namespace zonecast::control
