// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/zone_change.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/assert.h"
#include "dns/rdata.h"
#include "zone/contents_rules.h"
#include "zone/owner_change.h"
#include "zone/record_store.h"

namespace zonecast::zone {
namespace {

// Owner after owner of a version. A block and those that go on with its last owner are read
// together.
class OwnerStream {
 public:
  explicit OwnerStream(const ZoneVersion& version) : version_(version) {}

  /// The next record belongs to a block that has not been read yet.
  bool at_block() const { return rest_.empty() && next_block_ < version_.block_count(); }
  bool at_end() const { return rest_.empty() && next_block_ == version_.block_count(); }
  const BlockRef& block() const { return version_.block(next_block_); }
  void skip_block() { ++next_block_; }

  void load() {
    if (!at_block()) return;
    NameBuffer buffer;
    store_.emplace();
    do {
      store_->append(*version_.block(next_block_++));
    } while (next_block_ < version_.block_count() &&
             block()->owner_at(0, buffer) == store_->records().back().owner);
    rest_ = store_->records();
  }
  dns::NameView owner() const { return rest_.front().owner; }
  std::span<const dns::RecordView> take() {
    const auto taken = first_owner(rest_);
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

 private:
  const ZoneVersion& version_;
  std::size_t next_block_ = 0;
  std::optional<RecordStore> store_;
  std::span<const dns::RecordView> rest_;
};

void append_without_soa(std::vector<dns::Record>& out, std::span<const dns::RecordView> records) {
  for (const auto& record : records) {
    if (record.type != dns::RrType::soa) out.emplace_back(record);
  }
}

void compare_owner(std::span<const dns::RecordView> from, std::span<const dns::RecordView> to,
                   ZoneChange& change) {
  while (!from.empty() && !to.empty()) {
    if (dns::identical(from[0], to[0])) {
      from = from.subspan(1);
      to = to.subspan(1);
    } else if (precedes_in_owner(from[0], to[0])) {
      append_without_soa(change.deletions, from.first(1));
      from = from.subspan(1);
    } else if (precedes_in_owner(to[0], from[0])) {
      append_without_soa(change.additions, to.first(1));
      to = to.subspan(1);
    } else {  // letter case or TTL
      append_without_soa(change.deletions, from.first(1));
      append_without_soa(change.additions, to.first(1));
      from = from.subspan(1);
      to = to.subspan(1);
    }
  }
  append_without_soa(change.deletions, from);
  append_without_soa(change.additions, to);
}

}  // namespace

ZoneChange difference_between(const ZoneVersion& from, const ZoneVersion& to) {
  ZC_ASSERT(from.apex() == to.apex());
  ZoneChange change;
  OwnerStream old_owners(from);
  OwnerStream new_owners(to);
  while (!old_owners.at_end() || !new_owners.at_end()) {
    if (old_owners.at_block() && new_owners.at_block() &&
        old_owners.block() == new_owners.block()) {
      old_owners.skip_block();
      new_owners.skip_block();
      continue;
    }
    old_owners.load();
    new_owners.load();
    auto order = std::strong_ordering::equal;
    if (old_owners.at_end()) {
      order = std::strong_ordering::greater;
    } else if (new_owners.at_end()) {
      order = std::strong_ordering::less;
    } else {
      order = dns::compare(old_owners.owner(), new_owners.owner());
    }
    const auto old_records = order <= 0 ? old_owners.take() : std::span<const dns::RecordView>();
    const auto new_records = order >= 0 ? new_owners.take() : std::span<const dns::RecordView>();
    compare_owner(old_records, new_records, change);
  }
  return change;
}

namespace {

bool same_data(const dns::RecordView& a, const dns::RecordView& b) {
  return a.type == b.type && dns::compare_rdata(a.type, a.rdata, b.rdata) == 0;
}

// What is asked of one owner, in the order it was asked.
struct Requested {
  std::vector<const dns::Record*> deletions;
  std::vector<const dns::Record*> additions;
};

void settle_owner(std::vector<dns::Record> existing, const Requested& requested,
                  ZoneChange& exact) {
  std::vector<bool> deleted(existing.size());
  const auto find_existing = [&](const dns::RecordView& wanted) {
    return static_cast<std::size_t>(
        std::ranges::find_if(existing, [&](const auto& r) { return same_data(r.view(), wanted); }) -
        existing.begin());
  };
  for (const auto* deletion : requested.deletions) {
    const auto i = find_existing(deletion->view());
    if (i < existing.size()) {
      deleted[i] = true;
    } else {
      exact.deletions.push_back(*deletion);
    }
  }
  std::vector<dns::Record> additions;
  for (const auto* addition : requested.additions) {
    const auto view = addition->view();
    if (std::ranges::any_of(additions, [&](const auto& r) { return same_data(r.view(), view); }))
      continue;
    if (const auto i = find_existing(view); i < existing.size() && !deleted[i]) {
      if (existing[i].ttl == view.ttl && base::equal(existing[i].rdata, view.rdata)) continue;
      deleted[i] = true;
    }
    additions.push_back(*addition);
  }
  const auto stays = std::ranges::find(deleted, false) != deleted.end();
  if (!additions.empty()) {
    const auto spelling = stays ? existing.front().owner : additions.front().owner;
    for (auto& addition : additions) addition.owner = spelling;
  }
  for (std::size_t i = 0; i < existing.size(); ++i) {
    if (!deleted[i]) continue;
    const auto back = std::ranges::find_if(additions, [&](const auto& addition) {
      return dns::identical(addition.view(), existing[i].view());
    });
    if (back != additions.end()) {
      additions.erase(back);
    } else {
      exact.deletions.push_back(std::move(existing[i]));
    }
  }
  std::ranges::move(additions, std::back_inserter(exact.additions));
}

}  // namespace

ZoneChange exact_change(const ZoneVersion& base, const ZoneChange& requested) {
  const auto less = [](dns::NameView a, dns::NameView b) { return dns::compare(a, b) < 0; };
  std::map<dns::NameView, Requested, decltype(less)> owners(less);
  for (const auto& record : requested.deletions) owners[record.owner].deletions.push_back(&record);
  for (const auto& record : requested.additions) owners[record.owner].additions.push_back(&record);
  ZoneChange exact;
  for (const auto& [owner, asked] : owners) settle_owner(find_owner(base, owner), asked, exact);
  return exact;
}

}  // namespace zonecast::zone
