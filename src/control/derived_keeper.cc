// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/derived_keeper.h"

#include <algorithm>

#include "control/contents_edit.h"
#include "control/zone_service.h"
#include "model/serial_rule.h"
#include "zone/lookup.h"

namespace zonecast::control {
namespace {

using dns::RrType;
using std::chrono::seconds;

// However short a TTL is, or long.
constexpr seconds refresh_min{2};
constexpr seconds refresh_max{3600};
constexpr seconds retry_delay{15};

}  // namespace

DerivedKeeper::DerivedKeeper(const base::Clock& clock, const ZoneDirectory& directory,
                             const ConfigDirectory& configs, Committer& committer,
                             const alias::Resolver& resolver, base::Log& log)
    : clock_(clock),
      directory_(directory),
      configs_(configs),
      committer_(committer),
      resolver_(resolver),
      log_(log) {}

void DerivedKeeper::start() {
  for (std::size_t i = 0; i < thread_count; ++i) threads_.emplace_back([this] { work(); });
}

void DerivedKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void DerivedKeeper::zone_committed(const ZoneHeadRef& before, const ZoneHeadRef& after) {
  if (before && after && before->contents == after->contents) return;
  {
    const std::lock_guard lock(mutex_);
    if (entries_.empty() && !reread_) return;
    changed_zones_.insert((after ? after : before)->settings->name);
  }
  wake_.notify_one();
}

void DerivedKeeper::configs_changed(const std::set<std::string>& kinds) {
  if (!kinds.contains(std::string(derived_record_kind))) return;
  {
    const std::lock_guard lock(mutex_);
    reread_ = true;
  }
  wake_.notify_one();
}

std::string DerivedKeeper::failure(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? std::string() : found->second.failure;
}

void DerivedKeeper::make_due(const std::string& id, Entry& entry, Time when) {
  due_.erase({entry.due, id});
  entry.due = when;
  if (entry.busy) {
    entry.again = true;
  } else {
    due_.emplace(when, id);
  }
}

/// Takes over what was set or deleted since. With the mutex.
void DerivedKeeper::read_objects() {
  const auto now = clock_.monotonic();
  std::set<std::string> present;
  for (const auto& object : configs_.list(derived_record_kind)) {
    present.insert(object->id);
    auto& entry = entries_[object->id];
    if (entry.version == object->version) continue;
    auto record = derived_record_of(*object);
    if (!record) continue;
    entry.version = object->version;
    entry.record = *std::move(record);
    make_due(object->id, entry, now);
  }
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (present.contains(entry->first) || entry->second.busy) {
      ++entry;
      continue;
    }
    due_.erase({entry->second.due, entry->first});
    entry = entries_.erase(entry);
  }
}

void DerivedKeeper::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (std::exchange(reread_, false)) read_objects();
    const auto now = clock_.monotonic();
    for (const auto& zone : std::exchange(changed_zones_, {})) {
      const auto head = directory_.find(zone);
      for (auto& [id, entry] : entries_) {
        // A zone that is new may be the one that a target is in now.
        if (entry.zones.contains(zone) ||
            (head && entry.record.target.view().is_within(head->settings->apex)))
          make_due(id, entry, now);
      }
    }
    if (due_.empty()) {
      wake_.wait(lock);
      continue;
    }
    const auto [when, id] = *due_.begin();
    if (when > now) {
      wake_.wait_for(lock, when - now);
      continue;
    }
    due_.erase(due_.begin());
    if (!due_.empty()) wake_.notify_one();
    auto& entry = entries_.at(id);
    entry.busy = true;
    entry.again = false;
    const auto record = entry.record;
    const auto known_failure = entry.failure;
    lock.unlock();
    auto found = find_out(record);
    if (auto failure = commit(record, found); !failure.empty() && found.failure.empty())
      found.failure = std::move(failure);
    if (found.failure != known_failure) {
      if (found.failure.empty()) {
        log_.info("derived record is in step again",
                  {{"owner", dns::to_text(record.owner)}, {"target", dns::to_text(record.target)}});
      } else {
        log_.warning("derived record keeps what it had", {{"owner", dns::to_text(record.owner)},
                                                          {"target", dns::to_text(record.target)},
                                                          {"reason", found.failure}});
      }
    }
    lock.lock();
    entry.busy = false;  // entries that are busy are not erased
    entry.failure = std::move(found.failure);
    entry.zones = std::move(found.zones);
    const auto keep = std::clamp(found.keep, refresh_min, refresh_max);
    entry.due = clock_.monotonic() + (entry.again ? seconds(0) : keep);
    due_.emplace(entry.due, id);
    wake_.notify_one();
    // Deleted meanwhile, perhaps.
    if (!configs_.find(derived_record_kind, id)) reread_ = true;
  }
}

/// Follows CNAMEs through our own zones; where they leave those, or at a zone cut, the resolver is
/// asked.
void DerivedKeeper::find_addresses(const DerivedRecord& record, RrType type, Found& found) const {
  auto at = record.target;
  std::uint32_t ttl = UINT32_MAX;
  const auto keep_for = [&](std::uint32_t more) {
    found.keep = std::min(found.keep, seconds(std::min(ttl, more)));
  };
  const auto add = [&](base::ByteView rdata) {
    found.records.emplace_back(record.owner, type, record.ttl,
                               base::Bytes(rdata.begin(), rdata.end()));
  };
  for (int step = 0; step < alias::cname_steps_max; ++step) {
    const auto zone = zone_of_name(directory_, at);
    if (!zone) break;
    found.zones.insert(zone->settings->name);
    zone::LookupScratch scratch;
    zone::Lookup lookup(*zone->contents, scratch, zone::Signatures::leave_out);
    const auto result = lookup.find(at, type);
    if (result.kind == zone::FoundKind::delegation || result.kind == zone::FoundKind::dname) break;
    if (result.kind == zone::FoundKind::cname) {
      std::optional<dns::Name> next;
      for (const auto& each : zone::find_rrset(
               *zone->contents, result.from_wildcard ? dns::NameView(result.wildcard) : at.view(),
               RrType::cname))
        next = dns::Name(dns::NameView::trusted(each.rdata));
      if (!next) break;
      at = *std::move(next);
      continue;
    }
    found.types.push_back(type);
    if (result.kind == zone::FoundKind::answer) {
      const auto owner = result.from_wildcard ? dns::NameView(result.wildcard) : at.view();
      for (const auto& each : zone::find_rrset(*zone->contents, owner, type)) add(each.rdata);
    }
    return;  // a change of our own zones is told, not waited for
  }
  const auto resolved = resolver_.addresses(at, type);
  if (!resolved) {
    if (found.failure.empty()) found.failure = resolved.error().message;
    found.keep = std::min(found.keep, retry_delay);
    return;
  }
  found.types.push_back(type);
  for (const auto& rdata : resolved->rdata) add(rdata);
  keep_for(resolved->ttl);
}

DerivedKeeper::Found DerivedKeeper::find_out(const DerivedRecord& record) const {
  Found found;
  found.keep = refresh_max;
  if (record.is_alias()) {
    find_addresses(record, RrType::a, found);
    find_addresses(record, RrType::aaaa, found);
    return found;
  }
  if (const auto zone = zone_of_name(directory_, record.target))
    found.zones.insert(zone->settings->name);
  found.records = linked_rrset(directory_, record.target, record.type, record.owner);
  if (found.records.empty()) {
    found.failure = "there is no record " + dns::to_text_undotted(record.target) + " " +
                    dns::to_text(record.type) + " here";
  } else {
    found.types.push_back(record.type);
  }
  return found;
}

/// The zone that the record is in; null when it is gone.
ZoneHeadRef DerivedKeeper::home_of(const DerivedRecord& record) const {
  const dns::NameView owner = record.owner;
  for (int labels = owner.label_count(); labels >= 0; --labels) {
    for (const auto& head : directory_.find_apex(owner.suffix(labels))) {
      if (head->settings->public_id == record.zone) return head;
    }
  }
  return nullptr;
}

/// Why it could not be done; empty when it was, or when there was nothing to do.
std::string DerivedKeeper::commit(const DerivedRecord& record, const Found& found) {
  if (found.types.empty()) return {};
  const auto zone = home_of(record);
  if (!zone) return {};
  const auto change_of = [&](const ZoneHead& head) {
    zone::ZoneChange change;
    for (const auto type : found.types) {
      const auto before = zone::find_rrset(*head.contents, record.owner, type);
      change.deletions.insert(change.deletions.end(), before.begin(), before.end());
    }
    change.additions = found.records;
    return zone::exact_change(*head.contents, change);
  };
  if (change_of(*zone).empty()) return {};
  const auto now = clock_.unix_seconds();
  const auto id = derived_record_id(record.zone, record.owner, record.type);
  const auto done = committer_.run([&](Heads& heads) -> Result<std::optional<Prepared>> {
    const auto head = heads.find(zone->settings->name);
    if (!head || !heads.config(derived_record_kind, id)) return std::optional<Prepared>{};
    const auto& settings = *head->settings;
    const auto serial = model::next_serial(settings.serial_policy, head->contents->serial(), now);
    auto contents = next_contents(*head, change_of(*head), std::nullopt, serial);
    if (!contents) return std::unexpected(std::move(contents.error()));
    if (!*contents) return std::optional<Prepared>{};
    auto next = std::make_shared<ZoneHead>(*head);
    next->version = head->version + 1;
    next->contents = (*contents)->contents;
    next->history = (*contents)->history;
    next->unservable = unservable(settings, *next->contents);
    store::ChangeZone what;
    what.zone = settings.id;
    what.expected_version = head->version;
    what.difference = (*contents)->difference;
    Request request;
    request.actor = record.is_alias() ? "alias" : "link";
    request.comment =
        dns::to_text_undotted(record.owner) + " follows " + dns::to_text_undotted(record.target);
    return Prepared{{std::move(what), provenance(request, now), {}}, next, head, {}, {}};
  });
  return done ? std::string() : done.error().message;
}

}  // namespace zonecast::control
