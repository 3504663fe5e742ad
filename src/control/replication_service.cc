// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/replication_service.h"

#include "control/commit_follower.h"

namespace zonecast::control {

NotifyReport ReplicationService::notify(const ZoneHead& head) {
  const auto told = head.unservable.empty() ? notify_set(head.settings->primary).size() : 0;
  if (told != 0) notifier_.renotify(head.settings->id, std::nullopt);
  return {head.settings->name, told};
}

Result<NotifyReport> ReplicationService::notify_zone(const std::string& zone) {
  const auto head = directory_.find(zone);
  if (!head) return problem(ProblemKind::zone_not_found, "zone not found");
  return notify(*head);
}

Result<std::vector<NotifyReport>> ReplicationService::notify_all() {
  constexpr std::size_t page_size = 1000;
  std::vector<NotifyReport> out;
  std::string after;
  while (true) {
    const auto page = directory_.list(after, page_size);
    for (const auto& head : page) {
      auto report = notify(*head);
      if (report.secondaries != 0) out.push_back(std::move(report));
    }
    if (page.size() < page_size) return out;
    after = page.back()->settings->name;
  }
}

Result<std::vector<SecondaryReport>> ReplicationService::status(const std::string& zone) const {
  const auto head = directory_.find(zone);
  if (!head) return problem(ProblemKind::zone_not_found, "zone not found");
  std::vector<SecondaryReport> out;
  for (const auto& row : head->settings->primary.secondaries) {
    out.push_back({row, board_.status({head->settings->id, row.socket_address()})});
  }
  return out;
}

}  // namespace zonecast::control
