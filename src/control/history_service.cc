// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/history_service.h"

#include <algorithm>
#include <charconv>

#include "control/dry_run.h"
#include "control/restoration.h"
#include "control/zone_service.h"
#include "store/sql/net_difference.h"
#include "zone/inverse.h"
#include "zone/revise.h"

namespace zonecast::control {

namespace {

/// Of differences that are gone through together: what a step backwards holds in memory.
constexpr std::size_t step_octets_max = 16u << 20;

std::unexpected<Problem> no_such_zone() {
  return problem(ProblemKind::zone_not_found, "zone not found");
}
std::unexpected<Problem> no_such_version() {
  return problem(ProblemKind::not_found, "version not found");
}
std::unexpected<Problem> unreadable(const base::Error& error) {
  return problem(ProblemKind::unavailable, "the store cannot be read: " + error.message);
}

std::optional<store::Position> position_of(const std::string& id) {
  store::Position position = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), position);
  const bool is_number = error == std::errc() && end == id.data() + id.size() && !id.empty();
  if (!is_number || position == 0 || position > (1ULL << 62)) return std::nullopt;
  return position;
}

PastVersion past_version(const store::ChangeEntry& entry, store::Position history_start) {
  PastVersion out;
  out.id = std::to_string(entry.position);
  out.version = entry.version;
  out.kind = entry.kind;
  out.serial_from = entry.serial_from;
  out.serial = entry.serial_to;
  out.deleted = entry.deleted;
  out.added = entry.added;
  out.author = entry.provenance.actor;
  out.comment = entry.provenance.comment;
  out.at = entry.provenance.at;
  out.is_restorable = entry.position >= history_start;
  out.settings_before = entry.settings_before;
  out.settings_after = entry.settings_after;
  return out;
}

}  // namespace

KeptHistory HistoryService::kept() const {
  const auto retention = store_.history_retention();
  return {retention.days, retention.versions, retention.octets_max};
}

Result<Histories::Page> HistoryService::list(const std::string& zone, const std::string& before,
                                             std::size_t count_max) const {
  const auto head = directory_.find(zone);
  if (!head) return no_such_zone();
  store::Position before_position = 1ULL << 62;
  if (!before.empty()) {
    const auto position = position_of(before);
    if (!position) return no_such_version();
    before_position = *position;
  }
  const auto start = store_.history_start(head->settings->id);
  if (!start) return unreadable(start.error());
  const auto entries = store_.zone_changes(head->settings->id, count_max + 1, before_position);
  if (!entries) return unreadable(entries.error());
  Page page;
  page.more = entries->size() > count_max;
  for (std::size_t i = 0; i < std::min(count_max, entries->size()); ++i) {
    auto version = past_version((*entries)[i], *start);
    if (i + 1 < entries->size()) version.before = std::to_string((*entries)[i + 1].position);
    page.versions.push_back(std::move(version));
  }
  return page;
}

Result<PastVersion> HistoryService::find(const ZoneHead& head, const std::string& id) const {
  const auto position = position_of(id);
  if (!position) return no_such_version();
  const auto zone = head.settings->id;
  const auto start = store_.history_start(zone);
  if (!start) return unreadable(start.error());
  const auto entries = store_.zone_changes(zone, 2, *position + 1);
  if (!entries) return unreadable(entries.error());
  if (entries->empty() || entries->front().position != *position) return no_such_version();
  auto out = past_version(entries->front(), *start);
  if (entries->size() > 1) out.before = std::to_string((*entries)[1].position);
  return out;
}

Result<Histories::Shown> HistoryService::get(const std::string& zone, const std::string& id,
                                             std::size_t records_max) const {
  const auto head = directory_.find(zone);
  if (!head) return no_such_zone();
  auto version = find(*head, id);
  if (!version) return std::unexpected(std::move(version.error()));
  Shown shown{*std::move(version), std::nullopt};
  const auto read =
      store_.zone_differences(head->settings->id, shown.version.version, shown.version.version - 1,
                              [&](const zone::DifferenceRef& difference) {
                                if (difference)
                                  shown.difference = excerpt(*difference, records_max);
                                return false;
                              });
  if (!read) return unreadable(read.error());
  return shown;
}

/// From the current contents backwards. Differences are joined to steps of bounded size, each taken
/// back by one revision.
Result<zone::ZoneVersionRef> HistoryService::contents_at(const ZoneHead& head,
                                                         std::uint64_t version) const {
  auto contents = head.contents;
  std::vector<zone::DifferenceRef> step;  // newest first
  std::size_t step_octets = 0;
  bool connects = true;
  bool is_kept = true;
  const auto go_back = [&] {
    if (step.empty()) return;
    std::reverse(step.begin(), step.end());
    const auto back = zone::inverse(*store::net_difference(step));
    connects = connects && back.from() == contents->serial();
    if (connects) {
      contents = std::make_shared<const zone::ZoneVersion>(zone::revise(*contents, back));
    }
    step.clear();
    step_octets = 0;
  };
  const auto read = store_.zone_differences(
      head.settings->id, head.version, version, [&](zone::DifferenceRef difference) {
        if (!difference) {
          is_kept = false;
          return false;
        }
        if (!step.empty() && difference->to() != step.back()->from()) {
          connects = false;
          return false;
        }
        step_octets += difference->encoded().size();
        step.push_back(std::move(difference));
        if (step_octets > step_octets_max) go_back();
        return connects;
      });
  if (!read) return unreadable(read.error());
  if (connects) go_back();
  if (!is_kept) {
    return problem(ProblemKind::conflict,
                   "the contents of this version are not kept: history does not reach back to it");
  }
  if (!connects) {
    return problem(ProblemKind::unavailable,
                   "the change log of zone " + head.settings->name + " does not connect");
  }
  return contents;
}

Result<Histories::Contents> HistoryService::contents(const std::string& zone,
                                                     const std::string& id) const {
  const auto head = directory_.find(zone);
  if (!head) return no_such_zone();
  auto version = find(*head, id);
  if (!version) return std::unexpected(std::move(version.error()));
  auto contents = contents_at(*head, version->version);
  if (!contents) return std::unexpected(std::move(contents.error()));
  return Contents{*std::move(version), *std::move(contents)};
}

Result<DifferenceExcerpt> HistoryService::compare(const std::string& zone, const std::string& from,
                                                  const std::string& to,
                                                  std::size_t records_max) const {
  const auto head = directory_.find(zone);
  if (!head) return no_such_zone();
  const auto contents_of = [&](const std::string& id) -> Result<zone::ZoneVersionRef> {
    if (id.empty()) return head->contents;
    const auto version = find(*head, id);
    if (!version) return std::unexpected(version.error());
    return contents_at(*head, version->version);
  };
  const auto older = contents_of(from);
  if (!older) return std::unexpected(older.error());
  const auto newer = contents_of(to);
  if (!newer) return std::unexpected(newer.error());
  return excerpt_between(older->get(), newer->get(), records_max);
}

Result<Change> HistoryService::restore(const std::string& zone, const std::string& id,
                                       const Request& request) {
  const auto read = directory_.find(zone);
  if (!read) return no_such_zone();
  auto wanted = contents(zone, id);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  auto asked = request;
  if (asked.comment.empty()) asked.comment = "restored version " + id;
  asked.action = "restore";
  const auto now = clock_.unix_seconds();
  const auto restoration = std::make_shared<Restoration>(wanted->contents);
  restoration->compare(*read);
  auto done = carry_out(committer_, directory_, zone, asked,
                        [&, restoration](Heads& heads) -> Result<std::optional<Prepared>> {
                          const auto head = heads.find(zone);
                          // One made anew meanwhile is another zone.
                          if (!head || head->settings->id != read->settings->id)
                            return no_such_zone();
                          if (auto met = meets(asked.precondition, head); !met)
                            return std::unexpected(std::move(met.error()));
                          heads.write_documents(zone);
                          return restoration->prepare(head, heads.position(), asked, now);
                        });
  if (!done) return std::unexpected(std::move(done.error()));
  return restoration->change();
}

}  // namespace zonecast::control
