// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/dry_run.h"

#include <algorithm>
#include <array>

#include "control/commit_follower.h"
#include "transfer/ixfr_answer.h"

namespace zonecast::control {

namespace {

/// Of the IXFR that brings one difference to a secondary that has the version before it.
std::uint64_t ixfr_octets(const zone::ZoneVersion& contents, const zone::DifferenceRef& difference,
                          std::vector<std::string>& warnings) {
  const std::array steps{difference};
  const auto answer = transfer::render_ixfr(contents, steps, transfer::ixfr_octets_max(contents));
  if (!answer.given_up) return answer.octets;
  warnings.emplace_back(
      "the difference is larger than the zone: secondaries will be sent it whole");
  return 0;
}

void warn(Preview& preview, const Prepared& prepared) {
  auto& warnings = preview.warnings;
  if (!prepared.next) {
    warnings.emplace_back("the zone and its history will be gone");
    return;
  }
  const auto& next = *prepared.next;
  if (!next.unservable.empty())
    warnings.emplace_back("the zone will not be served: " + next.unservable);
  if (std::holds_alternative<store::ReplaceZone>(prepared.transaction.what)) {
    warnings.emplace_back(
        "most of the zone is replaced: secondaries will be sent it whole, by AXFR");
  }
  const auto& primary = next.settings->primary;
  if (!primary.enabled) {
    warnings.emplace_back("outgoing transfers are off: no secondary can have this");
  } else if (primary.secondaries.empty()) {
    warnings.emplace_back("there are no secondaries");
  } else if (preview.told.empty() && next.unservable.empty() && preview.difference.soa_after) {
    warnings.emplace_back(
        "no secondary is notified: they will see this when they ask by themselves");
  }
}

}  // namespace

Command set_aside(Command command, PreparedAside kept) {
  return [command = std::move(command),
          kept = std::move(kept)](Heads& heads) -> Result<std::optional<Prepared>> {
    auto prepared = command(heads);
    if (!prepared) return std::unexpected(std::move(prepared.error()));
    *kept = std::move(*prepared);
    return std::optional<Prepared>{};
  };
}

void fill_preview(Preview& preview, const std::optional<Prepared>& prepared,
                  const ZoneHeadRef& now) {
  if (!prepared) {
    if (now) {
      preview.zone = now->settings->name;
      preview.serial = now->contents->serial();
    }
    preview.warnings.emplace_back("nothing would change");
    return;
  }
  preview.changes_something = true;
  const auto& before = prepared->before;
  const auto& next = prepared->next;
  if (!before && !next) return;  // of no zone
  preview.zone = (next ? next : before)->settings->name;
  if (before) preview.settings_before = before->settings;
  if (next) preview.settings_after = next->settings;
  if (before && next && *before->settings == *next->settings) {
    preview.settings_before = preview.settings_after = nullptr;
  }
  if (next) {
    preview.serial = next->contents->serial();
    const bool has_new_serial = !before || before->contents->serial() != next->contents->serial();
    if (next->unservable.empty()) {
      const auto told_before =
          before ? notify_set(before->settings->primary) : std::vector<notify::NotifyTarget>{};
      for (auto& target : notify_set(next->settings->primary)) {
        // Settings alone are no news, but for a secondary that is new or has another key.
        const bool is_news =
            has_new_serial || std::ranges::find(told_before, target) == told_before.end() ||
            std::ranges::find(prepared->rekeyed, target.destination) != prepared->rekeyed.end();
        if (!is_news) continue;
        Preview::Told told{target.destination, std::nullopt};
        if (!target.key_name.view().is_root()) told.key = std::move(target.key_name);
        preview.told.push_back(std::move(told));
      }
    }
  }
  const auto* change = std::get_if<store::ChangeZone>(&prepared->transaction.what);
  if (change != nullptr && change->difference) {
    preview.difference = excerpt(*change->difference, preview_records_max);
    preview.ixfr_octets = ixfr_octets(*next->contents, change->difference, preview.warnings);
  } else if (change == nullptr) {
    preview.difference =
        excerpt_between(before ? before->contents.get() : nullptr,
                        next ? next->contents.get() : nullptr, preview_records_max);
  }
  warn(preview, *prepared);
}

Result<std::optional<Committed>> carry_out(Committer& committer, const ZoneDirectory& directory,
                                           const std::string& zone, const Request& request,
                                           Command command) {
  if (!request.preview) return committer.run(std::move(command));
  const auto kept = std::make_shared<std::optional<Prepared>>();
  auto done = committer.run(set_aside(std::move(command), kept));
  if (!done) return done;
  fill_preview(*request.preview, *kept, directory.find(zone));
  if (!*kept) return std::optional<Committed>{};
  return Committed{(*kept)->next, 0};
}

}  // namespace zonecast::control
