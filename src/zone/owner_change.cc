// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/owner_change.h"

#include <algorithm>

#include "dns/rdata.h"
#include "zone/contents_rules.h"
#include "zone/record_store.h"

namespace zonecast::zone {

bool precedes_in_difference(const dns::RecordView& a, const dns::RecordView& b) {
  if (const auto order = dns::compare(a.owner, b.owner); order != 0) return order < 0;
  if (a.type != b.type) return a.type < b.type;
  if (const auto order = dns::compare_rdata(a.type, a.rdata, b.rdata); order != 0) return order < 0;
  return std::ranges::lexicographical_compare(a.rdata, b.rdata);
}

std::vector<OwnerChange> by_owner(std::span<const dns::RecordView> deletions,
                                  std::span<const dns::RecordView> additions) {
  std::vector<OwnerChange> changes;
  while (!deletions.empty() || !additions.empty()) {
    auto order = std::strong_ordering::equal;
    if (deletions.empty()) {
      order = std::strong_ordering::greater;
    } else if (additions.empty()) {
      order = std::strong_ordering::less;
    } else {
      order = dns::compare(deletions[0].owner, additions[0].owner);
    }
    OwnerChange change;
    if (order <= 0) {
      change.owner = deletions[0].owner;
      change.deletions = first_owner(deletions);
    }
    if (order >= 0) {
      change.owner = additions[0].owner;
      change.additions = first_owner(additions);
    }
    deletions = deletions.subspan(change.deletions.size());
    additions = additions.subspan(change.additions.size());
    changes.push_back(change);
  }
  return changes;
}

std::optional<Contradiction> merge_owner(std::span<const dns::RecordView> existing,
                                         const OwnerChange& change,
                                         std::vector<dns::RecordView>& out) {
  const auto begin = out.size();
  auto deletion = change.deletions.begin();
  for (const auto& record : existing) {
    if (deletion != change.deletions.end() && deletion->type == record.type &&
        base::equal(deletion->rdata, record.rdata)) {
      ++deletion;
    } else {
      out.push_back(record);
    }
  }
  if (deletion != change.deletions.end()) {
    return Contradiction{Contradiction::Kind::absent, *deletion};
  }
  if (change.additions.empty()) return std::nullopt;
  const auto spelling = out.size() > begin ? out[begin].owner : change.additions[0].owner;
  const std::vector<dns::RecordView> kept(out.begin() + static_cast<std::ptrdiff_t>(begin),
                                          out.end());
  out.resize(begin);
  auto addition = change.additions.begin();
  const auto add_one = [&] {
    out.push_back(*addition++);
    out.back().owner = spelling;
  };
  for (const auto& record : kept) {
    while (addition != change.additions.end() && precedes_in_owner(*addition, record)) add_one();
    out.push_back(record);
  }
  while (addition != change.additions.end()) add_one();
  for (auto i = begin + 1; i < out.size(); ++i) {
    if (!precedes_in_owner(out[i - 1], out[i])) {
      return Contradiction{Contradiction::Kind::present, out[i]};
    }
  }
  return std::nullopt;
}

}  // namespace zonecast::zone
