// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/copy_service.h"

#include <algorithm>

#include "control/dry_run.h"
#include "control/restoration.h"
#include "control/zone_service.h"

namespace zonecast::control {

namespace {

using store::StoredCopy;

std::unexpected<Problem> no_such_copy() {
  return problem(ProblemKind::not_found, "version not found");
}

ZoneCopy shown(const StoredCopy& copy) {
  return {copy.number, copy.name, copy.is_live, copy.created_at, copy.activated_at};
}

StoredCopy* find(std::vector<StoredCopy>& copies, std::uint32_t number) {
  const auto found = std::ranges::find(copies, number, &StoredCopy::number);
  return found == copies.end() ? nullptr : &*found;
}

StoredCopy& live(std::vector<StoredCopy>& copies) {
  return *std::ranges::find(copies, true, &StoredCopy::is_live);
}

/// A change of nothing but copies: the zone's version moves, its serial does not.
Prepared change_of_copies(const ZoneHeadRef& head, const store::Provenance& provenance) {
  auto next = std::make_shared<ZoneHead>(*head);
  next->version = head->version + 1;
  store::ChangeZone what;
  what.zone = head->settings->id;
  what.expected_version = head->version;
  return {{std::move(what), provenance, {}}, next, head, {}, {}};
}

store::ChangeZone& change_of(Prepared& prepared) {
  return std::get<store::ChangeZone>(prepared.transaction.what);
}

}  // namespace

/// A zone of which nothing was ever set aside has its live contents as number 1.
Result<CopyService::Copies> CopyService::copies_of(const ZoneHead& head) const {
  auto copies = store_.zone_copies(head.settings->id);
  if (!copies) {
    return problem(ProblemKind::unavailable, "the store cannot be read: " + copies.error().message);
  }
  if (copies->empty()) {
    const auto created_at = head.settings->created_at;
    copies->push_back({1, "1", true, created_at, created_at});
  }
  return std::move(*copies);
}

Result<std::vector<ZoneCopy>> CopyService::list(const std::string& zone) const {
  const auto head = directory_.find(zone);
  if (!head) return problem(ProblemKind::zone_not_found, "zone not found");
  const auto copies = copies_of(*head);
  if (!copies) return std::unexpected(copies.error());
  std::vector<ZoneCopy> out;
  for (const auto& copy : *copies) out.push_back(shown(copy));
  return out;
}

Result<void> CopyService::change(
    const std::string& zone, const Request& request,
    const std::function<Result<std::optional<Prepared>>(const ZoneHeadRef&, Copies, Heads&)>&
        decide) {
  auto done = carry_out(committer_, directory_, zone, request,
                        [&](Heads& heads) -> Result<std::optional<Prepared>> {
                          const auto head = heads.find(zone);
                          if (!head) return problem(ProblemKind::zone_not_found, "zone not found");
                          if (auto met = meets(request.precondition, head); !met)
                            return std::unexpected(std::move(met.error()));
                          // Copies, like documents, are in the store alone.
                          heads.read_documents(zone);
                          heads.write_documents(zone);
                          auto copies = copies_of(*head);
                          if (!copies) return std::unexpected(std::move(copies.error()));
                          return decide(head, std::move(*copies), heads);
                        });
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

Result<ZoneCopy> CopyService::add(const std::string& zone, const std::string& name,
                                  WhenFull when_full, const Request& request) {
  const auto now = clock_.unix_seconds();
  ZoneCopy made;
  auto done = change(
      zone, request,
      [&](const ZoneHeadRef& head, Copies copies, Heads&) -> Result<std::optional<Prepared>> {
        auto asked = request;
        StoredCopy copy;
        copy.number = copies.back().number + 1;
        copy.name = name.empty() ? std::to_string(copy.number) : name;
        copy.created_at = now;
        if (asked.comment.empty())
          asked.comment = "set aside as version " + std::to_string(copy.number);
        auto prepared = change_of_copies(head, provenance(asked, now));
        auto& out = change_of(prepared).copies;
        out.push_back({live(copies), false, nullptr});
        if (copies.size() - 1 >= aside_max) {
          if (when_full == WhenFull::refuse) {
            return problem(ProblemKind::invalid,
                           "zone has " + std::to_string(aside_max) +
                               " inactive versions already; delete one, or use force=true to "
                               "replace the oldest");
          }
          const auto oldest = std::ranges::find(copies, false, &StoredCopy::is_live);
          out.push_back({*oldest, true, nullptr});
        }
        out.push_back({copy, false, head->contents});
        made = shown(copy);
        return prepared;
      });
  if (!done) return std::unexpected(std::move(done.error()));
  return made;
}

Result<ZoneCopy> CopyService::activate(const std::string& zone, std::uint32_t number,
                                       const Request& request) {
  const auto now = clock_.unix_seconds();
  const auto read = directory_.find(zone);
  if (!read) return problem(ProblemKind::zone_not_found, "zone not found");
  auto wanted = store_.copy_contents(read->settings->id, number);
  if (!wanted) {
    return problem(ProblemKind::unavailable, "the store cannot be read: " + wanted.error().message);
  }
  Restoration restoration(*wanted ? *wanted : read->contents);
  restoration.compare(*read);
  ZoneCopy activated;
  auto done = change(
      zone, request,
      [&](const ZoneHeadRef& head, Copies copies, Heads& heads) -> Result<std::optional<Prepared>> {
        auto* copy = find(copies, number);
        if (copy == nullptr || head->settings->id != read->settings->id) return no_such_copy();
        if (copy->is_live) {
          activated = shown(*copy);
          return std::optional<Prepared>{};
        }
        // Set aside between the look and the writer's turn.
        if (!*wanted) return problem(ProblemKind::conflict, "the version has just changed");
        auto asked = request;
        if (asked.comment.empty()) asked.comment = "activated version " + std::to_string(number);
        auto prepared = restoration.prepare(head, heads.position(), asked, now);
        if (!prepared) return prepared;
        if (!*prepared) prepared->emplace(change_of_copies(head, provenance(asked, now)));
        auto before = live(copies);
        before.is_live = false;
        auto after = *copy;
        after.is_live = true;
        after.activated_at = now;
        auto& out = change_of(**prepared).copies;
        out.push_back({before, false, head->contents});
        out.push_back({after, false, nullptr});
        activated = shown(after);
        return prepared;
      });
  if (!done) return std::unexpected(std::move(done.error()));
  return activated;
}

Result<void> CopyService::remove(const std::string& zone, std::uint32_t number,
                                 const Request& request) {
  const auto now = clock_.unix_seconds();
  return change(
      zone, request,
      [&](const ZoneHeadRef& head, Copies copies, Heads&) -> Result<std::optional<Prepared>> {
        const auto* copy = find(copies, number);
        if (copy == nullptr) return no_such_copy();
        if (copy->is_live)
          return problem(ProblemKind::invalid, "the active version cannot be deleted");
        auto asked = request;
        if (asked.comment.empty()) asked.comment = "deleted version " + std::to_string(number);
        auto prepared = change_of_copies(head, provenance(asked, now));
        change_of(prepared).copies.push_back({*copy, true, nullptr});
        return prepared;
      });
}

}  // namespace zonecast::control
